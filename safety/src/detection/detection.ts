import type { Box } from '../frame/box.ts'

/** One object in one frame. */
export interface Detection {
  readonly label: string
  /** 0..1 */
  readonly score: number
  readonly box: Box
}
