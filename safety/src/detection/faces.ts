import { join, resolve } from 'node:path'
import type { Frame } from '../frame/frame.ts'
import type { Detection } from './detection.ts'
import { insideFrame } from './detector.ts'
import { ModelInvalidError } from './errors.ts'
import { letterbox, unletterbox } from './letterbox.ts'
import type { ModelInput } from './model.ts'
import { nms } from './nms.ts'
import { type Network, type Output, openNetwork } from './onnx.ts'

/** Finds faces, so that they can be made unrecognisable. */
export interface FaceFinder extends AsyncDisposable {
  /** Detections labelled `face` in falling score; boxes in pixels of the frame, cut at its edges. */
  find(frame: Pick<Frame, 'width' | 'height' | 'pixels'>): Promise<Detection[]>
}

export interface FaceFinderOptions {
  readonly threads?: number
  /** Least score, 0..1. Low, since a face missed is worse than a mosaic on nothing. */
  readonly threshold?: number
}

/** Opens a YuNet network, `model.onnx` in the folder. Throws `ModelInvalidError` when it is none. */
export async function openFaceFinder(
  folder: string,
  { threads = 1, threshold = 0.4 }: FaceFinderOptions = {},
): Promise<FaceFinder> {
  const file = join(resolve(folder), 'model.onnx')
  const network = await openNetwork(file, { threads }).catch((cause: Error) => {
    throw new ModelInvalidError(folder, [`${file} is no network ONNX Runtime can open: ${cause.message}`], {
      cause,
    })
  })
  const input = inputOf(network)
  if (input === undefined) {
    await network[Symbol.asyncDispose]()
    throw new ModelInvalidError(folder, [
      `a YuNet network takes [1, 3, height, width] and gives cls_N, obj_N and bbox_N for N = ${strides.join(', ')}; this one differs`,
    ])
  }
  return {
    async find(frame) {
      const fitted = letterbox(frame, input)
      const outputs = await network.run(input.name, fitted.tensor, [1, 3, input.height, input.width])
      const faces = strides.flatMap((stride) => decodeYunet(outputs, stride, input.width, threshold))
      return nms(faces, maxIou).flatMap((face) => {
        const box = insideFrame(unletterbox(face.box, fitted), frame)
        return box === undefined ? [] : [{ ...face, box }]
      })
    },
    [Symbol.asyncDispose]: () => network[Symbol.asyncDispose](),
  }
}

const strides = [8, 16, 32]
const maxIou = 0.3

function inputOf(network: Network): ModelInput | undefined {
  const [input] = network.inputs
  const [, channels, height, width] = input?.shape ?? []
  const names = network.outputs.map(({ name }) => name)
  const complete = strides.every((stride) =>
    ['cls', 'obj', 'bbox'].every((output) => names.includes(`${output}_${stride}`)),
  )
  if (channels !== 3 || typeof height !== 'number' || typeof width !== 'number' || !complete) return undefined
  return {
    ...{ name: input!.name, width, height, channels: 'bgr', scale: 1 },
    ...{ mean: [0, 0, 0], std: [1, 1, 1], fit: 'top-left', pad: 0 },
  }
}

/**
 * Faces of one stride, in model pixels. Each cell gives its centre's shift in cells and the logarithm of its size in
 * cells; the score is the geometric mean of class and objectness.
 */
function decodeYunet(
  outputs: Readonly<Record<string, Output>>,
  stride: number,
  inputWidth: number,
  threshold: number,
): Detection[] {
  const [cls, obj, bbox] = ['cls', 'obj', 'bbox'].map((name) => outputs[`${name}_${stride}`]!.values)
  const columns = inputWidth / stride
  const faces: Detection[] = []
  for (let cell = 0; cell < cls!.length; cell++) {
    const score = Math.sqrt(within(cls![cell]!) * within(obj![cell]!))
    if (score < threshold) continue
    const [shiftX, shiftY, logWidth, logHeight] = bbox!.subarray(cell * 4, cell * 4 + 4)
    const width = Math.exp(logWidth!) * stride
    const height = Math.exp(logHeight!) * stride
    const x = ((cell % columns) + shiftX!) * stride - width / 2
    const y = (Math.floor(cell / columns) + shiftY!) * stride - height / 2
    faces.push({ label: 'face', score, box: { x, y, width, height } })
  }
  return faces
}

const within = (score: number) => Math.min(1, Math.max(0, score))
