import { candidates, centred } from './candidates.ts'
import type { Head } from './head.ts'

/**
 * YOLOv8, v9 and v11: `[1, 4 + labels, anchors]`, a column being centre x, centre y, width, height in input pixels, then a
 * score by label. There is no objectness.
 */
export const yoloColumnsHead: Head = {
  mismatch({ labels, output }, outputs) {
    const shape = outputs[output.name]!.shape
    const wanted = 4 + labels.length
    if (shape.length === 3 && shape[0] === 1 && shape[1] === wanted) return []
    const values = shape[1]!
    const labelled = shape.length === 3 && values > 4 ? `, which would be ${values - 4} labels` : ''
    return [
      `model.yaml lists ${labels.length} labels, so its ${output.head} output is [1, ${wanted}, anchors]; the network gives [${shape}]${labelled}`,
    ]
  },
  decode(outputs, model) {
    const { values, shape } = outputs[model.output.name]!
    const anchors = shape[2]!
    const found = candidates(model)
    for (let label = 0; label < model.labels.length; label++) {
      const scores = (4 + label) * anchors
      for (let at = 0; at < anchors; at++) {
        const score = values[scores + at]!
        if (score < found.lowest) continue
        found.offer(label, score, () =>
          centred(values[at]!, values[anchors + at]!, values[2 * anchors + at]!, values[3 * anchors + at]!),
        )
      }
    }
    return found.distinct()
  },
}
