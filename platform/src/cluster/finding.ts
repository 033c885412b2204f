/** One thing that was looked at. */
export interface Finding {
  readonly what: string
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped'
  readonly said: string
  readonly remedy?: string
}

/** A check that fails is a finding too. */
export async function examined(what: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look()
  } catch (error) {
    return { what, state: 'failed', said: (error as Error).message }
  }
}

/** @param version anything with two numbers in it, e.g. `v1.35.6+k3s1` */
export function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [, first, second] = /(\d+)\.(\d+)/.exec(version) ?? []
  return Number(first) > major || (Number(first) === major && Number(second) >= minor)
}
