import type { Box } from '../frame/box.ts'
import { iou } from '../frame/iou.ts'

/**
 * Whether one thing may be in both places a moment apart. Wrecks slide, flames leap, hands swing: boxes that touch, or lie within their own size of each other, will do.
 */
export function near(a: Box, b: Box): boolean {
  if (iou(a, b) > 0.1) return true
  const x = a.x + a.width / 2 - (b.x + b.width / 2)
  const y = a.y + a.height / 2 - (b.y + b.height / 2)
  const size = (Math.hypot(a.width, a.height) + Math.hypot(b.width, b.height)) / 2
  return Math.hypot(x, y) < size * 0.75
}
