import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Detection } from '../detection/detection.ts'
import type { Frame } from '../frame/frame.ts'

const folder = join(import.meta.dirname, 'faces')

/** For `skip`: it is large, so it is installed only where it is asked for. */
export const secondFaceFinderAbsent: string | false = existsSync(
  join(folder, 'node_modules/@vladmandic/face-api'),
)
  ? false
  : 'needs a second face detector: npm install --prefix safety/src/testing/faces'

/**
 * A face detector that the mosaic does not use and that shares nothing with the one that it does use: face-api's SSD
 * MobileNet, of another architecture and another training, run by TensorFlow.js.
 *
 * @param threshold least score; 0.5 is what the package takes for a face
 */
export async function secondFaceFinder(threshold = 0.5): Promise<(frame: Frame) => Promise<Detection[]>> {
  const require = createRequire(join(folder, 'package.json'))
  const tf = require('@tensorflow/tfjs')
  const wasm = require('@tensorflow/tfjs-backend-wasm')
  const faces = require('@vladmandic/face-api/dist/face-api.node-wasm.js')
  wasm.setWasmPaths(`${join(folder, 'node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`)
  await tf.setBackend('wasm')
  await tf.ready()
  await faces.nets.ssdMobilenetv1.loadFromDisk(join(folder, 'node_modules/@vladmandic/face-api/model'))
  const options = new faces.SsdMobilenetv1Options({ minConfidence: threshold, maxResults: 100 })
  return async ({ width, height, pixels }) => {
    const tensor = tf.tensor3d(pixels, [height, width, 3], 'int32')
    try {
      const found: { score: number; box: { x: number; y: number; width: number; height: number } }[] =
        await faces.detectAllFaces(tensor, options)
      return found.map(({ score, box }) => {
        const { x, y, width, height } = box
        return { label: 'face', score, box: { x, y, width, height } }
      })
    } finally {
      tensor.dispose()
    }
  }
}
