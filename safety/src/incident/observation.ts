import type { Detection } from '../detection/detection.ts'

/** What the detector saw in one frame of one camera. */
export interface Observation {
  /** Id of the camera. */
  readonly camera: string
  /** Epoch milliseconds; one camera never has two frames of the same instant. */
  readonly capturedAt: number
  /** Of the frame, in pixels. */
  readonly width: number
  readonly height: number
  readonly detections: readonly Detection[]
  /** What it was less sure of: no incident, but tracks go on by it. */
  readonly faint?: readonly Detection[]
  /** SHA-256 (hex) of the frame's JPEG. Only frames with a detection of an incident's label ever become evidence. */
  readonly evidence: string
  /** W3C trace context of the frame. */
  readonly traceparent: string
}

/** What one camera showed lately, oldest first. */
export type History = readonly Observation[]

/** Enough for the longest rule and for telling a parked car; a camera swept once a minute forgets nothing it needs. */
const longestMs = 5 * 60_000
const most = 64

/**
 * The history with one more observation at its place in time, for results come back out of order. Undefined when it
 * is there already, or too old to matter: it came twice, and must not count twice.
 */
export function remembered(history: History, observation: Observation): History | undefined {
  const { capturedAt } = observation
  const full = history.length >= most && capturedAt < history[0]!.capturedAt
  if (full || history.some((other) => other.capturedAt === capturedAt)) return undefined
  const index = history.findLastIndex((other) => other.capturedAt < capturedAt) + 1
  const newest = Math.max(capturedAt, history.at(-1)?.capturedAt ?? 0)
  return history
    .toSpliced(index, 0, observation)
    .filter((other) => newest - other.capturedAt <= longestMs)
    .slice(-most)
}
