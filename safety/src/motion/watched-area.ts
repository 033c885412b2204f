import type { Box } from '../frame/box.ts'
import { isInside, type Polygon } from './polygon.ts'

/** The part of a camera's picture in which something can be an incident; polygons have their corners in 0..1 of the frame. */
export interface WatchedArea {
  /** Nothing in these counts. */
  readonly masks: readonly Polygon[]
  /** Only what is in one of these counts; all of the picture when there are none. */
  readonly zones: readonly Polygon[]
}

/** Whether a box, in pixels of a frame, lies in the area: its centre decides. */
export function isWatched(
  { masks, zones }: WatchedArea,
  box: Box,
  frame: { readonly width: number; readonly height: number },
): boolean {
  const x = (box.x + box.width / 2) / frame.width
  const y = (box.y + box.height / 2) / frame.height
  const isIn = (polygon: Polygon) => isInside(polygon, x, y)
  return !masks.some(isIn) && (zones.length === 0 || zones.some(isIn))
}
