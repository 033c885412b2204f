/** Which frames are worth the detector's time. */
export interface GatePolicy {
  /** At most so many frames a second pass. */
  readonly maxFps: number
  /** Frames pass for so long after the last motion: what came to rest is looked at once more. */
  readonly lingerMs: number
  /**
   * Without motion one frame passes this often, since a fire that does not move must still be seen; null for never.
   * Shorter than the detector's cool-down it would keep the detector awake for ever.
   */
  readonly sweepMs: number | null
}

export const defaultGatePolicy: GatePolicy = { maxFps: 4, lingerMs: 2000, sweepMs: 60_000 }

export type PassReason = 'motion' | 'linger' | 'sweep'

/** What the policy remembers of a camera; epoch milliseconds. */
export interface GateMemory {
  readonly movedAt: number
  readonly passedAt: number
  /** The budget of `maxFps` allows the next frame from then on. */
  readonly nextAt: number
}

/** A camera of which nothing was seen: its first frame passes as a sweep. */
export const freshGateMemory: GateMemory = {
  movedAt: Number.NEGATIVE_INFINITY,
  passedAt: Number.NEGATIVE_INFINITY,
  nextAt: Number.NEGATIVE_INFINITY,
}

/** Whether a frame passes, and why; undefined when it stays behind. */
export function gateDecision(
  policy: GatePolicy,
  memory: GateMemory,
  seen: { readonly capturedAt: number; readonly moving: boolean },
): { readonly reason: PassReason | undefined; readonly memory: GateMemory } {
  const { capturedAt, moving } = seen
  const movedAt = moving ? capturedAt : memory.movedAt
  const reason = reasonToPass(policy, memory, seen)
  if (reason === undefined || capturedAt < memory.nextAt)
    return { reason: undefined, memory: { ...memory, movedAt } }
  // Counted on from when it was due, or 5 frames a second under a budget of 4 would pass only every other one.
  const spacing = 1000 / policy.maxFps
  const due = capturedAt - memory.nextAt < spacing ? memory.nextAt : capturedAt
  return { reason, memory: { movedAt, passedAt: capturedAt, nextAt: due + spacing } }
}

function reasonToPass(
  { lingerMs, sweepMs }: GatePolicy,
  { movedAt, passedAt }: GateMemory,
  { capturedAt, moving }: { readonly capturedAt: number; readonly moving: boolean },
): PassReason | undefined {
  if (moving) return 'motion'
  if (capturedAt - movedAt <= lingerMs) return 'linger'
  if (sweepMs !== null && capturedAt - passedAt >= sweepMs) return 'sweep'
  return undefined
}
