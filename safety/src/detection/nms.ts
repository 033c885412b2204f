import { iou } from '../frame/iou.ts'
import type { Detection } from './detection.ts'

/** Of boxes of one label that overlap by more than `maxIou`, the best-scored one; the rest in falling score. */
export function nms(detections: readonly Detection[], maxIou: number): Detection[] {
  const kept: Detection[] = []
  for (const candidate of detections.toSorted((a, b) => b.score - a.score)) {
    const same = kept.some(({ label, box }) => label === candidate.label && iou(box, candidate.box) > maxIou)
    if (!same) kept.push(candidate)
  }
  return kept
}
