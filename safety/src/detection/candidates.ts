import type { Box } from '../frame/box.ts'
import type { Detection } from './detection.ts'
import type { Model } from './model.ts'
import { nms } from './nms.ts'

/** Takes scored boxes and keeps those that reach their label's threshold. */
export interface Candidates {
  /** No score below this reaches any threshold. */
  readonly lowest: number
  /** @param label its index in the model's labels. @param box called only when it is kept */
  offer(label: number, score: number, box: () => Box): void
  /** In falling score; of boxes of one label that overlap too much, the best. */
  distinct(): Detection[]
  /** In falling score, all. */
  all(): Detection[]
}

export function candidates({ labels, thresholds, nms: { iou } }: Model): Candidates {
  const limits = labels.map((label) => thresholds[label] ?? 1)
  const kept: Detection[] = []
  return {
    lowest: Math.min(...limits),
    offer(label, score, box) {
      if (score >= limits[label]!) kept.push({ label: labels[label]!, score, box: box() })
    },
    distinct: () => nms(kept, iou),
    all: () => kept.toSorted((a, b) => b.score - a.score),
  }
}

export const centred = (x: number, y: number, width: number, height: number): Box => ({
  x: x - width / 2,
  y: y - height / 2,
  width,
  height,
})

export const between = (left: number, top: number, right: number, bottom: number): Box => ({
  x: left,
  y: top,
  width: right - left,
  height: bottom - top,
})
