export interface Fault {
  readonly kind: string
  /** How often it is chosen, beside the others. */
  readonly weight: number
  /** Resolves once it has happened, with what should not have come of it; what was struck is there again, or on its way. */
  strike(): Promise<readonly string[]>
}

export const nothingWrong: readonly string[] = []

/** Sends a signal to a process that may be gone already, which is as good. */
export function signal(pid: number | undefined, name: NodeJS.Signals) {
  if (pid === undefined) return
  try {
    process.kill(pid, name)
  } catch {
    // No such process.
  }
}

/** Stops a process and lets it go on after so many milliseconds, while others are struck already. */
export function freeze(pid: number | undefined, ms: number) {
  signal(pid, 'SIGSTOP')
  setTimeout(() => signal(pid, 'SIGCONT'), ms)
}
