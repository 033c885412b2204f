import { candidates, centred } from './candidates.ts'
import type { Head } from './head.ts'
import type { Model } from './model.ts'

/**
 * YOLOX and YOLOv5 to v7: `[1, anchors, 5 + labels]`, a row being centre x, centre y, width, height in input pixels,
 * objectness, then a score by label; a detection's score is objectness times label score. YOLOX exported without
 * `--decode_in_inference` gives its boxes in cells of its grids instead (`decoded: false`).
 */
export const yoloRowsHead: Head = {
  mismatch(model, outputs) {
    const { labels, output } = model
    const shape = outputs[output.name]!.shape
    const wanted = 5 + labels.length
    const anchors = output.decoded ? undefined : grid(model).length
    if (shape.length === 3 && shape[0] === 1 && shape[2] === wanted && (anchors ?? shape[1]) === shape[1])
      return []
    const values = shape.at(-1)!
    const labelled =
      shape.length === 3 && values > 5 && values !== wanted ? `, which would be ${values - 5} labels` : ''
    return [
      `model.yaml lists ${labels.length} labels, so its ${output.head} output is [1, ${anchors ?? 'anchors'}, ${wanted}]; the network gives [${shape}]${labelled}`,
    ]
  },
  decode(outputs, model) {
    const { values } = outputs[model.output.name]!
    const found = candidates(model)
    const stride = 5 + model.labels.length
    const cells = model.output.decoded ? undefined : grid(model)
    for (let at = 0, row = 0; at + stride <= values.length; at += stride, row++) {
      const objectness = values[at + 4]!
      // A label's score is at most 1, so most anchors end here.
      if (objectness < found.lowest) continue
      for (let label = 0; label < model.labels.length; label++)
        found.offer(label, objectness * values[at + 5 + label]!, () => {
          const [x, y, width, height] = [values[at]!, values[at + 1]!, values[at + 2]!, values[at + 3]!]
          if (cells === undefined) return centred(x, y, width, height)
          const cell = cells[row]!
          const [wide, high] = [Math.exp(width) * cell.size, Math.exp(height) * cell.size]
          return centred((x + cell.column) * cell.size, (y + cell.row) * cell.size, wide, high)
        })
    }
    return found.distinct()
  },
}

interface Cell {
  readonly column: number
  readonly row: number
  /** Input pixels along its side. */
  readonly size: number
}

const grids = new WeakMap<Model['input'], readonly Cell[]>()

/** Cells of 8, 16 and 32 pixels, row by row. */
function grid({ input }: Model): readonly Cell[] {
  let cells = grids.get(input)
  if (cells === undefined) {
    cells = [8, 16, 32].flatMap((size) => {
      const [columns, rows] = [Math.floor(input.width / size), Math.floor(input.height / size)]
      return Array.from({ length: columns * rows }, (_, index) => ({
        ...{ column: index % columns, row: Math.floor(index / columns), size },
      }))
    })
    grids.set(input, cells)
  }
  return cells
}
