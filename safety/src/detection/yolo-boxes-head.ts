import { between, candidates } from './candidates.ts'
import type { Head } from './head.ts'

/**
 * YOLOv4, and other Darknet networks that went through pytorch-YOLOv4: `boxes` `[1, anchors, 1, 4]`, each left, top, right,
 * bottom in 0..1 of the input, and `scores` `[1, anchors, labels]`.
 */
export const yoloBoxesHead: Head = {
  mismatch({ labels, output }, outputs) {
    const [boxes, scores] = [outputs[output.boxes]!.shape, outputs[output.scores]!.shape]
    const problems: string[] = []
    const anchors = scores[1]!
    if (scores.length !== 3 || scores[0] !== 1 || scores[2] !== labels.length)
      problems.push(
        `model.yaml lists ${labels.length} labels, so ${output.scores} is [1, anchors, ${labels.length}]; the network gives [${scores}]`,
      )
    // Some exports leave out the axis of length one.
    if (boxes[0] !== 1 || boxes[1] !== anchors || boxes.at(-1) !== 4 || product(boxes) !== anchors * 4)
      problems.push(`${output.boxes} is [1, ${anchors}, 1, 4]; the network gives [${boxes}]`)
    return problems
  },
  decode(outputs, model) {
    const boxes = outputs[model.output.boxes]!.values
    const scores = outputs[model.output.scores]!.values
    const { width, height } = model.input
    const found = candidates(model)
    const count = model.labels.length
    for (let at = 0; at < scores.length; at++) {
      if (scores[at]! < found.lowest) continue
      const box = Math.floor(at / count) * 4
      found.offer(at % count, scores[at]!, () =>
        between(
          boxes[box]! * width,
          boxes[box + 1]! * height,
          boxes[box + 2]! * width,
          boxes[box + 3]! * height,
        ),
      )
    }
    return found.distinct()
  },
}

const product = (shape: readonly number[]) => shape.reduce((result, size) => result * size, 1)
