import assert from 'node:assert/strict'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openCamera } from '../camera/open-camera.ts'
import type { Frame } from '../frame/frame.ts'
import { decodeJpeg, encodeJpeg } from '../frame/jpeg.ts'
import { detectImages } from './detect-images.ts'
import type { Detection } from './detection.ts'
import { openDetector } from './detector.ts'
import { openFaceFinder } from './faces.ts'

const root = join(import.meta.dirname, '../../..')
const cityNano = join(root, 'models/city-nano')
const faces = join(root, 'models/faces')
const pictures = join(root, '../shared/data/detector')

describe('the detector', () => {
  it('sees the traffic of a street where it is', async () => {
    await using detector = await openDetector(cityNano)
    const frame = await frameOf('traffic_day', 10)
    const detections = await detector.detect(frame)

    assert.ok(detections.filter(({ label }) => label === 'vehicle').length >= 3)
    for (const { box, score } of detections) {
      assert.ok(score > 0 && score <= 1)
      assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= 640 && box.y + box.height <= 360)
    }
  })

  it('sees most fires of real pictures', async (test) => {
    const folder = join(pictures, 'fire')
    if (!existsSync(folder)) return test.skip(`needs the training pictures in ${pictures}`)
    await using detector = await openDetector(cityNano)
    const files = readdirSync(folder).sort().slice(0, 20)
    const found = await all(
      detectImages(
        detector,
        files.map((file) => join(folder, file)),
      ),
    )
    const burning = found.filter((image) => 'detections' in image && image.detections.some(isFire))
    assert.ok(burning.length >= 8, `${burning.length} of ${files.length}`)
  })

  it('sees nothing in the dark', async () => {
    await using detector = await openDetector(cityNano)
    assert.deepEqual(
      await detector.detect({ width: 64, height: 36, pixels: new Uint8Array(64 * 36 * 3) }),
      [],
    )
  })
})

describe('a model folder', () => {
  it('with a label too few is refused, saying what the network gives', async () => {
    using folder = modelFolder((text) => text.replace(', face]', ']').replace(/^ +face:.*\n/m, ''))
    await assert.rejects(openDetector(folder.path), {
      code: 'BONGHWA_MODEL_INVALID',
      message:
        /lists 7 labels, so its yolox output is \[1, anchors, 12\]; the network gives \[1,2100,13\], which would be 8 labels/,
    })
  })

  it('with another input size or name is refused', async () => {
    using size = modelFolder((text) => text.replace('width: 320, height: 320', 'width: 416, height: 416'))
    await assert.rejects(
      openDetector(size.path),
      /gives an input of \[1,3,416,416\]; the network takes \[N,3,320,320\]/,
    )

    using name = modelFolder((text) => text.replace('name: output,', 'name: boxes,'))
    await assert.rejects(openDetector(name.path), /names the output boxes; the network gives output/)
  })

  it('with an unknown key, or a threshold for no label, names the line', async () => {
    using key = modelFolder((text) => text.replace('nms:', 'nsm:'))
    await assert.rejects(
      openDetector(key.path),
      /model\.yaml:\d+ spec\.nsm: is no key here; did you mean nms\?/,
    )

    using label = modelFolder((text) => text.replace('knife: 0', 'sword: 0'))
    await assert.rejects(
      openDetector(label.path),
      /spec\.thresholds\.sword: is no label; known are accident, fire/,
    )
  })

  it('without a description or a network is refused', async () => {
    await assert.rejects(openDetector('/nowhere'), /there is no file \/nowhere\/model\.yaml/)

    using lost = modelFolder((text) => text.replace('file: model.onnx', 'file: other.onnx'))
    await assert.rejects(
      openDetector(lost.path),
      /model\.yaml:\d+ spec\.file: there is no file .*other\.onnx/,
    )

    using broken = modelFolder((text) => text)
    writeFileSync(join(broken.path, 'model.onnx'), 'not a network')
    await assert.rejects(openDetector(broken.path), /is no network ONNX Runtime can open/)
  })
})

describe('images to look at', () => {
  it('are walked in order; a broken one gives its error and the rest goes on', async () => {
    await using detector = await openDetector(cityNano)
    using folder = temporaryFolder()
    mkdirSync(join(folder.path, 'b'))
    writeFileSync(join(folder.path, 'b/street.jpg'), await encodeJpeg(await frameOf('traffic_day', 10)))
    writeFileSync(join(folder.path, 'a.jpg'), 'not a picture')
    writeFileSync(join(folder.path, 'notes.txt'), 'no image')

    const [broken, street, ...more] = await all(detectImages(detector, [folder.path]))
    assert.equal(more.length, 0)
    assert.ok(broken !== undefined && 'error' in broken && broken.error.code === 'BONGHWA_IMAGE_UNREADABLE')
    assert.ok(street !== undefined && 'detections' in street)
    assert.equal(street.file, join(folder.path, 'b/street.jpg'))
    assert.deepEqual([street.width, street.height], [640, 360])
    assert.ok(street.detections.length > 0)
  })

  it('that are not there are an error', async () => {
    await using detector = await openDetector(cityNano)
    using folder = temporaryFolder()
    await assert.rejects(all(detectImages(detector, ['/nowhere.jpg'])), { code: 'BONGHWA_IMAGES_MISSING' })
    await assert.rejects(all(detectImages(detector, [folder.path])), /holds no image/)
  })
})

describe('the face finder', () => {
  it('finds a face where it is in a real picture', async (test) => {
    const picture = join(pictures, 'gun/gunset_4e3a62ba3b5c.jpg')
    if (!existsSync(picture)) return test.skip(`needs the training pictures in ${pictures}`)
    await using finder = await openFaceFinder(faces)
    const found = await finder.find(await decodeJpeg(readFileSync(picture)))

    assert.equal(found.length, 1)
    const [{ label, score, box }] = found as [(typeof found)[0]]
    assert.equal(label, 'face')
    assert.ok(score > 0.8)
    // The face fills the middle of the picture, 403 x 416.
    assert.ok(Math.abs(box.x - 149) < 12 && Math.abs(box.y - 52) < 12)
    assert.ok(Math.abs(box.width - 147) < 15 && Math.abs(box.height - 183) < 15)
  })

  it('finds none in an empty picture', async () => {
    await using finder = await openFaceFinder(faces)
    assert.deepEqual(await finder.find({ width: 64, height: 36, pixels: new Uint8Array(64 * 36 * 3) }), [])
  })

  it('refuses a network that is no YuNet', async () => {
    await assert.rejects(openFaceFinder(cityNano), {
      code: 'BONGHWA_MODEL_INVALID',
      message: /a YuNet network takes/,
    })
  })
})

const isFire = ({ label }: Detection) => label === 'fire'

async function frameOf(clip: string, index: number): Promise<Frame> {
  const files = [join(root, `safety/city/clips/${clip}.mp4`)]
  const source = { files, play: 'once', everyMs: null, afterMs: 0 } as const
  let count = 0
  for await (const frame of openCamera(
    { id: clip, source },
    { signal: new AbortController().signal, pace: 'fast' },
  ))
    if (count++ === index) return frame
  throw new RangeError(`${clip} has only ${count} frames`)
}

/** A copy of the city's model with its description changed. */
function modelFolder(change: (text: string) => string) {
  const folder = temporaryFolder()
  cpSync(join(cityNano, 'model.onnx'), join(folder.path, 'model.onnx'))
  writeFileSync(join(folder.path, 'model.yaml'), change(readFileSync(join(cityNano, 'model.yaml'), 'utf8')))
  return folder
}

function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'detection-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = []
  for await (const item of items) taken.push(item)
  return taken
}
