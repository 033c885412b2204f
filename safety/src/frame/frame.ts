/** One image of a camera, decoded. */
export interface Frame {
  readonly width: number
  readonly height: number
  /** `[height, width, 3]` uint8, R, G, B. */
  readonly pixels: Uint8Array
  /** Epoch milliseconds at which the camera saw it (media time on a clip's own clock, when a clip is read at full speed). */
  readonly capturedAt: number
  /** How it came out of a camera that runs with the clock, epoch milliseconds. */
  readonly passage?: {
    /** When it was due by the camera's pace. */
    readonly dueAt: number
    /** When the decoder began to hand it over, and when it was all here. */
    readonly beganAt: number
    readonly readAt: number
  }
}
