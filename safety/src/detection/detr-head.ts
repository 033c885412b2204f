import { candidates, centred } from './candidates.ts'
import type { Head } from './head.ts'

/**
 * DETR and its kin: `boxes` `[1, queries, 4]`, each centre x, centre y, width, height in 0..1 of the input, and `scores`
 * `[1, queries, labels]` or one more, before any sigmoid. With one more, the last says "nothing", and scores are shares of
 * all (softmax, as DETR has them); without it each label stands for itself (sigmoid, as RT-DETR has them).
 */
export const detrHead: Head = {
  mismatch({ labels, output }, outputs) {
    const [boxes, scores] = [outputs[output.boxes]!.shape, outputs[output.scores]!.shape]
    const problems: string[] = []
    const spare = scores.at(-1)! - labels.length
    if (scores.length !== 3 || scores[0] !== 1 || (spare !== 0 && spare !== 1))
      problems.push(
        `model.yaml lists ${labels.length} labels, so ${output.scores} is [1, queries, ${labels.length} or ${labels.length + 1}]; the network gives [${scores}]`,
      )
    if (boxes.length !== 3 || boxes[0] !== 1 || boxes[1] !== scores[1] || boxes[2] !== 4)
      problems.push(`${output.boxes} is [1, ${scores[1]}, 4]; the network gives [${boxes}]`)
    return problems
  },
  decode(outputs, model) {
    const boxes = outputs[model.output.boxes]!.values
    const { values, shape } = outputs[model.output.scores]!
    const { width, height } = model.input
    const classes = shape[2]!
    const score = classes === model.labels.length ? sigmoids : shares
    const found = candidates(model)
    for (let query = 0; query < shape[1]!; query++) {
      const scores = score(values.subarray(query * classes, (query + 1) * classes))
      for (let label = 0; label < model.labels.length; label++)
        found.offer(label, scores[label]!, () => {
          const [x, y, w, h] = boxes.subarray(query * 4, query * 4 + 4) as unknown as [
            number,
            number,
            number,
            number,
          ]
          return centred(x * width, y * height, w * width, h * height)
        })
    }
    // One query, one thing: nothing is doubled.
    return found.all()
  },
}

const sigmoids = (logits: Float32Array) => logits.map((value) => 1 / (1 + Math.exp(-value)))

function shares(logits: Float32Array): Float32Array {
  const most = Math.max(...logits)
  const powers = logits.map((value) => Math.exp(value - most))
  const sum = powers.reduce((total, value) => total + value, 0)
  return powers.map((value) => value / sum)
}
