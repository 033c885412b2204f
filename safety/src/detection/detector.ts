import type { Box } from '../frame/box.ts'
import type { Frame } from '../frame/frame.ts'
import type { Detection } from './detection.ts'
import { ModelInvalidError } from './errors.ts'
import { headOf, interfaceMismatch, outputMismatch } from './fit.ts'
import { letterbox, unletterbox } from './letterbox.ts'
import { type Model, readModel } from './model.ts'
import { openNetwork } from './onnx.ts'

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
  const { file, providers } = model
  const network = await openNetwork(file, { threads, providers }).catch((cause: Error) => {
    throw new ModelInvalidError(
      model.folder,
      [`${file} is no network ONNX Runtime can open: ${cause.message}`],
      {
        cause,
      },
    )
  })
  const { input } = model
  const head = headOf(model)
  const shape = [1, 3, input.height, input.width]
  const run = (tensor: Float32Array) => network.run(input.name, tensor, shape)
  try {
    refuse(model, interfaceMismatch(model, network))
    const blank = await run(new Float32Array(3 * input.height * input.width))
    refuse(model, outputMismatch(model, blank))
  } catch (error) {
    await network[Symbol.asyncDispose]()
    throw error
  }
  /** Inputs of looks that are over: a new one for each would cost more than filling it. */
  const unused: Float32Array[] = []
  return {
    model,
    async detect(frame, thresholds = model.thresholds) {
      const fitted = letterbox(frame, input, unused.pop())
      const outputs = await run(fitted.tensor)
      unused.push(fitted.tensor)
      return head.decode(outputs, { ...model, thresholds }).flatMap((detection) => {
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
