import type { Detection } from './detection.ts'
import type { Model } from './model.ts'
import { nms } from './nms.ts'

/**
 * Detections in model pixels, in falling score, out of a yolox head's `[anchors, 5 + labels]`: centre x, centre y,
 * width, height, objectness, then a score by label; a detection's score is objectness times label score.
 */
export function decodeYolox(
  output: Float32Array,
  { labels, thresholds, nms: { iou } }: Pick<Model, 'labels' | 'thresholds' | 'nms'>,
): Detection[] {
  const stride = 5 + labels.length
  const limits = labels.map((label) => thresholds[label] ?? 1)
  const lowest = Math.min(...limits)
  const candidates: Detection[] = []
  for (let at = 0; at + stride <= output.length; at += stride) {
    const objectness = output[at + 4]!
    // A label's score is at most 1, so most anchors end here.
    if (objectness < lowest) continue
    for (let label = 0; label < labels.length; label++) {
      const score = objectness * output[at + 5 + label]!
      if (score < limits[label]!) continue
      const [width, height] = [output[at + 2]!, output[at + 3]!]
      const box = { x: output[at]! - width / 2, y: output[at + 1]! - height / 2, width, height }
      candidates.push({ label: labels[label]!, score, box })
    }
  }
  return nms(candidates, iou)
}
