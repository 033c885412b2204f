/** Reads a Kubernetes quantity (`500m`, `128Mi`, `1.5`, `2e3`); `undefined` when the text is none. */
export function parseQuantity(text: string): number | undefined {
  const [, digits, suffix = ''] = /^([+-]?(?:\d+\.?\d*|\.\d+))([a-zA-Z]*|[eE][+-]?\d+)$/.exec(text) ?? []
  if (digits === undefined) return undefined
  if (/^[eE][+-]?\d+$/.test(suffix)) return Number(digits + suffix)
  const factor = suffixes[suffix]
  return factor === undefined ? undefined : Number(digits) * factor
}

const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}
