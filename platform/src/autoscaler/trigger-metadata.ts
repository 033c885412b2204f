/** Reads `metadata` of a trigger as KEDA does: everything is text, an empty text is none, unknown keys are left alone. */
export interface TriggerMetadata {
  text(key: string): string | undefined
  /** Not a number when the text is none, which is then noted. */
  number(key: string): number | undefined
  /** A whole number of `least` or more. */
  count(key: string, least: number): number | undefined
  flag(key: string): boolean
  /** Notes that a key says what it must not. */
  problem(key: string, message: string): void
}

export function triggerMetadata(
  metadata: Readonly<Record<string, string>>,
  problem: (key: string, message: string) => void,
): TriggerMetadata {
  const text = (key: string) => (metadata[key] === '' ? undefined : metadata[key])
  const number = (key: string) => {
    const given = text(key)
    if (given === undefined) return undefined
    const value = given.trim() === given ? Number(given) : Number.NaN
    if (Number.isFinite(value)) return value
    problem(key, `"${given}" must be a number`)
    return Number.NaN
  }
  return {
    text,
    problem,
    number,
    count(key, least) {
      const value = number(key)
      if (value !== undefined && !Number.isNaN(value) && (value < least || !Number.isInteger(value))) {
        problem(key, `${value} must be a whole number of ${least} or more`)
      }
      return value
    },
    flag(key) {
      const given = text(key)
      if (given === undefined) return false
      const value = parseFlag(given)
      if (value === undefined) problem(key, `"${given}" must be "true" or "false"`)
      return value ?? false
    },
  }
}

/** What Go's `strconv.ParseBool` takes. */
export function parseFlag(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true
  return ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text) ? false : undefined
}
