import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { type ConstantTensor, writeConstantNetwork } from '../testing/constant-network.ts'
import { openDetector } from './detector.ts'

/** Twice the size of the models' input: a box in the model's pixels is twice as large in the frame. */
const frame = { width: 128, height: 128, pixels: new Uint8Array(128 * 128 * 3) }
const size = 64

/** A fire of 20 x 10 model pixels around 32, 16, and a gun of 8 x 8 around 50, 50. */
const expected = [
  ['fire', 0.9, { x: 44, y: 22, width: 40, height: 20 }],
  ['gun', 0.7, { x: 92, y: 92, width: 16, height: 16 }],
]
const logit = (score: number) => Math.log(score / (1 - score))

describe('a model with a head of', () => {
  it('YOLOX or YOLOv5: a row for each anchor, with objectness', async () => {
    const rows = [
      [32, 16, 20, 10, 1, 0.9, 0.1],
      [33, 16, 20, 10, 1, 0.8, 0.1],
      [50, 50, 8, 8, 0.875, 0.3, 0.8],
      [10, 10, 8, 8, 0.2, 1, 1],
    ]
    for (const head of ['yolox', 'yolov5'])
      assert.deepEqual(
        await seen(`{ head: ${head}, name: out }`, { out: tensor([1, 4, 7], rows.flat()) }),
        expected,
      )
  })

  it('YOLOX that leaves its boxes in cells of its grids', async () => {
    // 64 + 16 + 4 cells of 8, 16 and 32 pixels.
    const values = new Array(84 * 7).fill(0)
    const put = (cell: number, ...row: number[]) => values.splice(cell * 7, 7, ...row)
    put(2 * 8 + 4, 0, 0, Math.log(20 / 8), Math.log(10 / 8), 1, 0.9, 0)
    put(64 + 3 * 4 + 3, 50 / 16 - 3, 50 / 16 - 3, Math.log(8 / 16), Math.log(8 / 16), 1, 0, 0.7)
    assert.deepEqual(
      await seen('{ head: yolox, name: out, decoded: false }', { out: tensor([1, 84, 7], values) }),
      expected,
    )
  })

  it('YOLOv8 or v11: a column for each anchor, without objectness', async () => {
    const columns = [
      [32, 33, 50],
      [16, 16, 50],
      [20, 20, 8],
      [10, 10, 8],
      [0.9, 0.8, 0.1],
      [0.1, 0.1, 0.7],
    ]
    for (const head of ['yolov8', 'yolov11'])
      assert.deepEqual(
        await seen(`{ head: ${head}, name: out }`, { out: tensor([1, 6, 3], columns.flat()) }),
        expected,
      )
  })

  it('YOLOv10: corners, score and label', async () => {
    const rows = [
      [46, 46, 54, 54, 0.7, 1],
      [22, 11, 42, 21, 0.9, 0],
      [0, 0, 9, 9, 0.1, 0],
    ]
    assert.deepEqual(
      await seen('{ head: yolov10, name: out }', { out: tensor([1, 3, 6], rows.flat()) }),
      expected,
    )
  })

  it('YOLOv4: boxes and scores apart, in shares of the input', async () => {
    const boxes = [
      [22, 11, 42, 21],
      [22, 12, 42, 22],
      [46, 46, 54, 54],
    ]
    const found = await seen('{ head: yolov4, boxes: boxes, scores: confs }', {
      boxes: tensor(
        [1, 3, 1, 4],
        boxes.flat().map((value) => value / size),
      ),
      confs: tensor([1, 3, 2], [0.9, 0.1, 0.6, 0.1, 0.1, 0.7]),
    })
    assert.deepEqual(found, expected)
  })

  it('DETR: softmax over the labels and nothing; without nothing, sigmoids', async () => {
    const boxes = tensor(
      [1, 3, 4],
      [32, 16, 20, 10, 50, 50, 8, 8, 5, 5, 4, 4].map((value) => value / size),
    )
    const shares = [
      [0.9, 0.05, 0.05],
      [0.2, 0.7, 0.1],
      [0.01, 0.01, 0.98],
    ]
    const softmax = tensor([1, 3, 3], shares.flat().map(Math.log))
    const sigmoid = tensor([1, 3, 2], [0.9, 0.1, 0.3, 0.7, 0.2, 0.2].map(logit))
    const output = '{ head: detr, boxes: pred_boxes, scores: logits }'
    assert.deepEqual(await seen(output, { pred_boxes: boxes, logits: softmax }), expected)
    assert.deepEqual(await seen(output, { pred_boxes: boxes, logits: sigmoid }), expected)
  })
})

describe('a model that does not fit its description', () => {
  const cases: [string, string, Record<string, ConstantTensor>, RegExp][] = [
    [
      'YOLOv8 said to be YOLOX',
      '{ head: yolox, name: out }',
      { out: zeros([1, 6, 30]) },
      /lists 2 labels, so its yolox output is \[1, anchors, 7\]; the network gives \[1,6,30\]/,
    ],
    [
      'a label too many',
      '{ head: yolov8, name: out }',
      { out: zeros([1, 5, 30]) },
      /so its yolov8 output is \[1, 6, anchors\]; the network gives \[1,5,30\], which would be 1 labels/,
    ],
    [
      'boxes for other anchors',
      '{ head: yolov4, boxes: boxes, scores: confs }',
      { boxes: zeros([1, 3, 1, 4]), confs: zeros([1, 4, 2]) },
      /boxes is \[1, 4, 1, 4\]; the network gives \[1,3,1,4\]/,
    ],
    [
      'a DETR of other labels',
      '{ head: detr, boxes: boxes, scores: logits }',
      { boxes: zeros([1, 3, 4]), logits: zeros([1, 3, 92]) },
      /logits is \[1, queries, 2 or 3\]; the network gives \[1,3,92\]/,
    ],
    [
      'YOLOX for another size',
      '{ head: yolox, name: out, decoded: false }',
      { out: zeros([1, 2100, 7]) },
      /yolox output is \[1, 84, 7\]; the network gives \[1,2100,7\]/,
    ],
    [
      'no YOLOv10',
      '{ head: yolov10, name: out }',
      { out: zeros([1, 6, 300]) },
      /a yolov10 output is \[1, detections, 6\]; the network gives \[1,6,300\]/,
    ],
    [
      'an output that is not named',
      '{ head: detr, name: out }',
      { out: zeros([1, 3, 3]) },
      /model\.yaml:\d+ spec\.output: a detr head needs `boxes` and `scores`/,
    ],
  ]
  for (const [what, output, tensors, message] of cases)
    it(`is refused: ${what}`, async () => {
      await assert.rejects(seen(output, tensors), { code: 'BONGHWA_MODEL_INVALID', message })
    })

  it('is refused: it asks for more than a picture', async () => {
    await assert.rejects(
      seen('{ head: yolov10, name: out }', { out: zeros([1, 3, 6]) }, { inputs: ['pixel_mask'] }),
      /takes pixel_mask as well; only a picture can be given to it/,
    )
  })

  it('is refused when no execution provider works here, and runs on the first that does', async () => {
    const out = { out: zeros([1, 3, 6]) }
    await assert
      .rejects(
        seen('{ head: yolov10, name: out }', out, { providers: '[coreml, openvino]' }),
        /coreml: .*openvino: .*this ONNX Runtime knows cpu/,
      )
      .catch((error) => {
        // A Mac has what is asked for.
        if (process.platform !== 'darwin') throw error
      })
    assert.deepEqual(await seen('{ head: yolov10, name: out }', out, { providers: '[openvino, cpu]' }), [])
    await assert.rejects(
      seen('{ head: yolov10, name: out }', out, { providers: '[gpu]' }),
      /model\.yaml:\d+ spec\.providers/,
    )
  })
})

const tensor = (shape: readonly number[], values: readonly number[]): ConstantTensor => ({ shape, values })
function zeros(shape: readonly number[]): ConstantTensor {
  return { shape, values: new Array(shape.reduce((product, length) => product * length, 1)).fill(0) }
}

async function seen(
  output: string,
  tensors: Readonly<Record<string, ConstantTensor>>,
  { inputs = [], providers = '[cpu]' }: { inputs?: readonly string[]; providers?: string } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'heads-'))
  try {
    writeConstantNetwork(join(folder, 'model.onnx'), size, tensors, inputs)
    writeFileSync(
      join(folder, 'model.yaml'),
      `apiVersion: bonghwa.dev/v1
kind: Model
metadata: { name: constant }
spec:
  file: model.onnx
  labels: [fire, gun]
  input: { name: images, width: ${size}, height: ${size} }
  output: ${output}
  providers: ${providers}
  thresholds: { fire: 0.4, gun: 0.6 }
`,
    )
    await using detector = await openDetector(folder)
    return (await detector.detect(frame)).map(({ label, score, box: { x, y, width, height } }) => [
      label,
      rounded(score),
      { x: rounded(x), y: rounded(y), width: rounded(width), height: rounded(height) },
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const rounded = (value: number) => Math.round(value * 1000) / 1000
