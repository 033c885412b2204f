/** One value that is not the same: where it is, what it was and what it becomes; `undefined` for none. */
export interface Difference {
  /** `spec.template.spec.containers[0].image` */
  readonly path: string
  readonly before: unknown
  readonly after: unknown
}

/** What a cluster keeps for itself, and what changes with every write. */
const notOurs = new Set([
  'status',
  'metadata.managedFields',
  'metadata.resourceVersion',
  'metadata.generation',
  'metadata.uid',
  'metadata.creationTimestamp',
])

/** What differs between an object and what becomes of it. */
export function differences(before: unknown, after: unknown, path = ''): Difference[] {
  if (notOurs.has(path)) return []
  if (!isTree(before) || !isTree(after) || Array.isArray(before) !== Array.isArray(after)) {
    return before === after ? [] : [{ path, before, after }]
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].flatMap((key) =>
    differences(
      (before as Tree)[key],
      (after as Tree)[key],
      Array.isArray(before) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`,
    ),
  )
}

/** As lines that begin with `-` or `+`. */
export function differenceLines(found: readonly Difference[]): string[] {
  return found.flatMap(({ path, before, after }) => [
    ...(before === undefined ? [] : [`- ${path}: ${shortly(before)}`]),
    ...(after === undefined ? [] : [`+ ${path}: ${shortly(after)}`]),
  ])
}

type Tree = Readonly<Record<string, unknown>>

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null

function shortly(value: unknown): string {
  const whole = typeof value === 'string' ? value : JSON.stringify(value)
  const line = whole.replaceAll('\n', '\\n')
  return line.length <= 120 ? line : `${line.slice(0, 100)}… (${Buffer.byteLength(whole)} bytes)`
}
