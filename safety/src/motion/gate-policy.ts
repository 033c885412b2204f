/** Which frames are worth the detector's time, and when every moment is worth decoding. */
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
  /** The same while an incident is open, so that it does not close unseen. */
  readonly openSweepMs: number
  /** After a frame in which the detector saw an incident's label, frames pass for so long: more than one must show it. */
  readonly suspectMs: number
  /** For so long after motion or suspicion every moment is decoded. */
  readonly attendMs: number
}

export const defaultGatePolicy: GatePolicy = {
  maxFps: 5,
  lingerMs: 2000,
  sweepMs: 60_000,
  openSweepMs: 10_000,
  suspectMs: 4000,
  attendMs: 6000,
}

/** `before`: it was fetched from before the frame that moved. */
export type PassReason = 'motion' | 'linger' | 'suspect' | 'before' | 'sweep'

/** What the policy remembers of a camera; epoch milliseconds. */
export interface GateMemory {
  readonly movedAt: number
  readonly suspectedAt: number
  readonly incidentOpen: boolean
  readonly passedAt: number
  /** The budget of `maxFps` allows the next frame from then on. */
  readonly nextAt: number
  /** The last frame that passed of those fetched from before. */
  readonly fetchedAt: number
}

/** A camera of which nothing was seen: its first frame passes as a sweep. */
export const freshGateMemory: GateMemory = {
  movedAt: Number.NEGATIVE_INFINITY,
  suspectedAt: Number.NEGATIVE_INFINITY,
  incidentOpen: false,
  passedAt: Number.NEGATIVE_INFINITY,
  nextAt: Number.NEGATIVE_INFINITY,
  fetchedAt: Number.NEGATIVE_INFINITY,
}

/** Whether a frame passes, and why; undefined when it stays behind. */
export function gateDecision(
  policy: GatePolicy,
  memory: GateMemory,
  seen: { readonly capturedAt: number; readonly moving: boolean },
): { readonly reason: PassReason | undefined; readonly memory: GateMemory } {
  const { capturedAt, moving } = seen
  const spacing = 1000 / policy.maxFps
  if (capturedAt < memory.passedAt) {
    if (capturedAt < memory.fetchedAt + spacing) return { reason: undefined, memory }
    return { reason: 'before', memory: { ...memory, fetchedAt: capturedAt } }
  }
  const movedAt = moving ? capturedAt : memory.movedAt
  const reason = reasonToPass(policy, memory, seen)
  if (reason === undefined || capturedAt < memory.nextAt)
    return { reason: undefined, memory: { ...memory, movedAt } }
  // Counted on from when it was due, or 5 frames a second under a budget of 4 would pass only every other one. After a
  // rest there is one to spare: of what begins, several frames are wanted soon.
  const due = capturedAt - memory.nextAt < spacing ? memory.nextAt : capturedAt - spacing
  return { reason, memory: { ...memory, movedAt, passedAt: capturedAt, nextAt: due + spacing } }
}

/** Whether every moment of the camera should be decoded, rather than what its key frames show. */
export function attends(
  { attendMs }: GatePolicy,
  { movedAt, suspectedAt }: GateMemory,
  capturedAt: number,
): boolean {
  return capturedAt - Math.max(movedAt, suspectedAt) <= attendMs
}

function reasonToPass(
  { lingerMs, suspectMs, sweepMs, openSweepMs }: GatePolicy,
  { movedAt, suspectedAt, passedAt, incidentOpen }: GateMemory,
  { capturedAt, moving }: { readonly capturedAt: number; readonly moving: boolean },
): PassReason | undefined {
  if (moving) return 'motion'
  if (capturedAt - movedAt <= lingerMs) return 'linger'
  if (capturedAt - suspectedAt <= suspectMs) return 'suspect'
  const sweep = incidentOpen ? Math.min(openSweepMs, sweepMs ?? openSweepMs) : sweepMs
  return sweep !== null && capturedAt - passedAt >= sweep ? 'sweep' : undefined
}
