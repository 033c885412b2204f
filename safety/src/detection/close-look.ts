import type { Box } from '../frame/box.ts'
import { crop } from '../frame/crop.ts'
import type { Frame } from '../frame/frame.ts'
import type { Detection } from './detection.ts'
import type { Detector } from './detector.ts'
import type { Model } from './model.ts'
import { nms } from './nms.ts'

export interface CloseLookOptions {
  /** Labels worth a second look. */
  readonly labels: readonly string[]
  /** 0..1; what scores this at first sight is suspected. */
  readonly suspicion: number
  /** At most so many second looks at one frame, each as dear as the first. */
  readonly looks: number
  /**
   * Labels of which a square so many times as large as the suspect is looked at, enlarged. Others are looked at with
   * what is around them, at the frame's own resolution.
   */
  readonly enlarged: Readonly<Record<string, number>>
}

/** For what is small in a street, or held in a hand. Off streets that raise no suspicion it costs nothing. */
export const defaultCloseLook: CloseLookOptions = {
  labels: ['fire', 'gun', 'knife'],
  suspicion: 0.2,
  looks: 2,
  // A flame of a dozen pixels is seldom found. A weapon without its holder looks like anything.
  enlarged: { fire: 2.5 },
}

/**
 * The same detector that looks again, at full resolution, at what it only suspects. A weapon seen in a whole street is
 * a dozen pixels and stays below the threshold; seen close, twice as many. Frames hardly larger than the model's
 * input are not looked at again, since nothing is gained.
 */
export function closeLooking(detector: Detector, options: CloseLookOptions = defaultCloseLook): Detector {
  const { model } = detector
  const { labels, suspicion, looks } = options
  return {
    model,
    async detect(frame, thresholds = model.thresholds) {
      const suspecting = { ...thresholds }
      for (const label of labels) suspecting[label] = Math.min(suspicion, thresholds[label] ?? 1)
      const first = await detector.detect(frame, suspecting)
      const sure = first.filter(({ label, score }) => score >= (thresholds[label] ?? 1))
      const suspected = first.filter(
        (one) => labels.includes(one.label) && !sure.includes(one) && isSmall(one, model),
      )
      if (Math.max(frame.width, frame.height) < model.input.width * 1.5) return sure
      const closer: Detection[] = []
      for (const view of viewsOf(suspected, frame, model.input.width, options).slice(0, looks)) {
        const found = await detector.detect(crop(frame, view), thresholds)
        for (const { label, score, box } of found.filter((one) => labels.includes(one.label)))
          closer.push({ label, score, box: { ...box, x: box.x + view.x, y: box.y + view.y } })
      }
      return nms([...sure, ...closer], model.nms.iou)
    },
    [Symbol.asyncDispose]: () => detector[Symbol.asyncDispose](),
  }
}

/** Larger things were seen well enough at first sight. */
function isSmall({ box }: Detection, { input }: Model): boolean {
  return Math.max(box.width, box.height) <= input.width / 3
}

/** No square is smaller: what is enlarged further shows nothing more. */
const leastSide = 64

/** Squares around the suspects, best first; one that another square shows already, as large as its own, needs none. */
function viewsOf(
  suspected: readonly Detection[],
  frame: Pick<Frame, 'width' | 'height'>,
  inputSide: number,
  { enlarged }: CloseLookOptions,
): Box[] {
  const views: Box[] = []
  for (const { label, box } of suspected) {
    const times = enlarged[label]
    const own = times === undefined ? inputSide : Math.max(leastSide, Math.max(box.width, box.height) * times)
    const side = Math.min(own, inputSide)
    if (!views.some((view) => view.width <= side * 1.5 && contains(view, box)))
      views.push(squareAround(box, frame, side))
  }
  return views
}

function squareAround(box: Box, frame: Pick<Frame, 'width' | 'height'>, side: number): Box {
  const width = Math.min(Math.round(side), frame.width)
  const height = Math.min(Math.round(side), frame.height)
  const x = clamp(Math.round(box.x + box.width / 2 - width / 2), frame.width - width)
  const y = clamp(Math.round(box.y + box.height / 2 - height / 2), frame.height - height)
  return { x, y, width, height }
}

const clamp = (value: number, most: number) => Math.max(0, Math.min(most, value))

function contains(view: Box, { x, y, width, height }: Box): boolean {
  const inX = x >= view.x && x + width <= view.x + view.width
  return inX && y >= view.y && y + height <= view.y + view.height
}
