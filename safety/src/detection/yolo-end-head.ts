import { between, candidates } from './candidates.ts'
import type { Head } from './head.ts'

/**
 * YOLOv10, and other YOLOs exported with their non-maximum suppression inside: `[1, detections, 6]`, a row being left, top,
 * right, bottom in input pixels, score, and the label's index.
 */
export const yoloEndHead: Head = {
  mismatch({ output }, outputs) {
    const shape = outputs[output.name]!.shape
    if (shape.length === 3 && shape[0] === 1 && shape[2] === 6) return []
    return [`a ${output.head} output is [1, detections, 6]; the network gives [${shape}]`]
  },
  decode(outputs, model) {
    const { values } = outputs[model.output.name]!
    const found = candidates(model)
    for (let at = 0; at + 6 <= values.length; at += 6) {
      const label = Math.round(values[at + 5]!)
      if (label < 0 || label >= model.labels.length) continue
      found.offer(label, values[at + 4]!, () =>
        between(values[at]!, values[at + 1]!, values[at + 2]!, values[at + 3]!),
      )
    }
    return found.all()
  },
}
