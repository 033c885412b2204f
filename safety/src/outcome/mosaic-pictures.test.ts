import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { openDetector } from '../detection/detector.ts'
import { openFaceFinder } from '../detection/faces.ts'
import { decodeJpeg, encodeJpeg } from '../frame/jpeg.ts'
import { secondFaceFinder, secondFaceFinderAbsent } from '../testing/second-face-finder.ts'
import { mosaic } from './mosaic.ts'
import { mosaicFinders } from './mosaic-finders.ts'

const root = join(import.meta.dirname, '../../..')
const models = join(root, 'models')
const pictures = join(root, '../shared/data/detector/knife')
const absent = [join(models, 'faces/model.onnx'), join(models, 'city-nano/model.onnx'), pictures].find(
  (path) => !existsSync(path),
)
const skip = absent !== undefined ? `${absent} is not here` : secondFaceFinderAbsent

// All pictures, and any others: `node bench/mosaic.ts FOLDER...`.
it('A face finder that the mosaic does not use finds no face in what becomes public of real pictures', {
  skip,
}, async () => {
  await using faces = await openFaceFinder(join(models, 'faces'))
  await using detector = await openDetector(join(models, 'city-nano'))
  const others = await secondFaceFinder()
  const names = (await readdir(pictures)).filter((name) => name.endsWith('.jpg')).sort()
  const some = names.filter((_, index) => index % 160 === 60)
  let withFaces = 0
  let published = 0
  for (const name of some) {
    const frame = await decodeJpeg(await readFile(join(pictures, name)))
    if ((await others(frame)).length > 0) withFaces++
    const result = await mosaic(frame, mosaicFinders(faces, detector))
    if (!result.verified) continue
    published++
    const seen = await decodeJpeg(await encodeJpeg(result.frame))
    assert.deepEqual(await others(seen), [], name)
  }
  console.log(`${published} of ${some.length} published, ${some.length - published} held back`)
  assert.ok(withFaces > 0, 'a sample without faces shows nothing')
  assert.ok(published > 0, 'a mosaic that never verifies publishes nothing')
})
