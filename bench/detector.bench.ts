import { join } from 'node:path'
import { openCamera } from '../safety/src/camera/open-camera.ts'
import { openDetector } from '../safety/src/detection/detector.ts'
import { letterbox } from '../safety/src/detection/letterbox.ts'
import { openNetwork } from '../safety/src/detection/onnx.ts'
import type { Frame } from '../safety/src/frame/frame.ts'
import type { Benchmark } from './benchmark.ts'

const root = join(import.meta.dirname, '..')
const looks = 200

const benchmark: Benchmark = {
  measures: 'one look of the detector at a frame of 640x360, one thread',
  unit: 'ms',
  ours: 'from pixels to detections',
  other: 'the bare ONNX Runtime session on the same picture',
  async measure() {
    await using detector = await openDetector(join(root, 'models/city-nano'))
    const { input, file } = detector.model
    await using network = await openNetwork(file, { threads: 1 })
    const frame = await aFrame()
    const { tensor } = letterbox(frame, input)
    const [ours, other]: [number[], number[]] = [[], []]
    for (let look = 0; look < looks; look++) {
      ours.push(await timed(() => detector.detect(frame)))
      other.push(await timed(() => network.run(input.name, tensor, [1, 3, input.height, input.width])))
    }
    const median = ours.toSorted((a, b) => a - b)[looks >> 1]!
    return { ours, other, remarks: [`${(1000 / median).toFixed(0)} frames a second on one core`] }
  },
}

export default benchmark

async function aFrame(): Promise<Frame> {
  const source = { files: [join(root, 'safety/city/clips/traffic_day.mp4')], play: 'once' } as const
  const camera = { id: 'bench', source: { ...source, everyMs: null, afterMs: 0 } }
  for await (const frame of openCamera(camera, { signal: new AbortController().signal, pace: 'fast' }))
    return frame
  throw new RangeError('the clip is empty')
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}
