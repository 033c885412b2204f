import type { Care } from '../camera/city.ts'
import type { Decoding } from '../camera/key-first.ts'
import type { CameraStatus } from '../camera/open-camera.ts'

/** What a watch tells of one of its cameras, about once a second while anything changes. Instants are epoch milliseconds. */
export interface CameraReport extends CameraStatus {
  readonly camera: string
  readonly moving: boolean
  readonly framesSeen: number
  /** That passed the gate and went to the detector. */
  readonly framesSent: number
  readonly lastFrameAt: number | null
  /** That nobody had time to look at: older ones when newer were there already, or too many were on their way. */
  readonly framesDropped: number
  readonly decoding: Decoding
  /** Less than `full` where the machine has more cameras than it can look at. */
  readonly care: Care
}
