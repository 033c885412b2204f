import type { Box } from '../frame/box.ts'
import type { Frame } from '../frame/frame.ts'
import { decodeYolox } from './decode.ts'
import type { Detection } from './detection.ts'
import { ModelInvalidError } from './errors.ts'
import { letterbox, unletterbox } from './letterbox.ts'
import { type Model, readModel } from './model.ts'
import { type Network, openNetwork } from './onnx.ts'

/** Finds what its model knows in one frame at a time. */
export interface Detector extends AsyncDisposable {
  readonly model: Model
  /**
   * In falling score; boxes in pixels of the frame, cut at its edges.
   * @param thresholds least score by label, the model's own unless given
   */
  detect(
    frame: Pick<Frame, 'width' | 'height' | 'pixels'>,
    thresholds?: Readonly<Record<string, number>>,
  ): Promise<Detection[]>
}

/**
 * Opens a model folder and runs it once on nothing, so that the first frame finds it warm. Throws `ModelInvalidError`
 * when description and network differ, saying in what.
 */
export async function openDetector(
  folder: string,
  { threads = 1 }: { readonly threads?: number } = {},
): Promise<Detector> {
  const model = readModel(folder)
  const network = await openNetwork(model.file, threads).catch((cause: Error) => {
    throw new ModelInvalidError(
      model.folder,
      [`${model.file} is no network ONNX Runtime can open: ${cause.message}`],
      {
        cause,
      },
    )
  })
  const { input, output } = model
  const shape = [1, 3, input.height, input.width]
  const run = async (tensor: Float32Array) => (await network.run(input.name, tensor, shape))[output.name]!
  try {
    refuse(model, inputMismatch(model, network))
    const blank = await run(new Float32Array(3 * input.height * input.width))
    refuse(model, outputMismatch(model, blank.shape))
  } catch (error) {
    await network[Symbol.asyncDispose]()
    throw error
  }
  return {
    model,
    async detect(frame, thresholds = model.thresholds) {
      const fitted = letterbox(frame, input)
      const { values } = await run(fitted.tensor)
      return decodeYolox(values, { ...model, thresholds }).flatMap((detection) => {
        const box = insideFrame(unletterbox(detection.box, fitted), frame)
        return box === undefined ? [] : [{ ...detection, box }]
      })
    },
    [Symbol.asyncDispose]: () => network[Symbol.asyncDispose](),
  }
}

/** The part of the box within the frame; undefined when there is none. */
export function insideFrame(box: Box, frame: Pick<Frame, 'width' | 'height'>): Box | undefined {
  const [x, y] = [Math.max(0, box.x), Math.max(0, box.y)]
  const width = Math.min(frame.width, box.x + box.width) - x
  const height = Math.min(frame.height, box.y + box.height) - y
  return width > 0 && height > 0 ? { x, y, width, height } : undefined
}

function refuse(model: Model, problems: readonly string[]): void {
  if (problems.length > 0) throw new ModelInvalidError(model.folder, problems)
}

function inputMismatch({ input, output }: Model, network: Network): string[] {
  const names = (tensors: readonly { name: string }[]) => tensors.map(({ name }) => name).join(', ')
  const problems: string[] = []
  const taken = network.inputs.find(({ name }) => name === input.name)
  const asked = [1, 3, input.height, input.width]
  if (taken === undefined)
    problems.push(`model.yaml names the input ${input.name}; the network takes ${names(network.inputs)}`)
  else if (
    taken.shape.length !== 4 ||
    taken.shape.some((size, axis) => Number(size) >= 0 && size !== asked[axis])
  )
    problems.push(`model.yaml gives an input of [${asked}]; the network takes [${taken.shape}]`)
  if (!network.outputs.some(({ name }) => name === output.name))
    problems.push(`model.yaml names the output ${output.name}; the network gives ${names(network.outputs)}`)
  return problems
}

function outputMismatch({ labels, output }: Model, shape: readonly number[]): string[] {
  const wanted = 5 + labels.length
  if (shape.length === 3 && shape[0] === 1 && shape[2] === wanted) return []
  const values = shape.at(-1)!
  const labelled = shape.length === 3 && values > 5 ? `, which would be ${values - 5} labels` : ''
  return [
    `model.yaml lists ${labels.length} labels, so its ${output.head} output is [1, anchors, ${wanted}]; the network gives [${shape}]${labelled}`,
  ]
}
