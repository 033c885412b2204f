import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Detection } from '../detection/detection.ts'
import type { Box } from '../frame/box.ts'
import type { Frame } from '../frame/frame.ts'
import { mosaic, mosaicFaces } from './mosaic.ts'

const standing: Box = { x: 200, y: 60, width: 80, height: 240 }
const nobody = async () => []

describe('A mosaic hides faces', () => {
  it('leaves of a face no more than a few blocks of one colour', () => {
    const face = { x: 100, y: 100, width: 40, height: 40 }
    const { frame, boxes } = mosaicFaces(street([face]), { persons: [], faces: [{ box: face, round: 1 }] })
    const [box] = boxes
    assert.ok(box !== undefined && box.width >= face.width * 1.5)
    assert.ok(coloursIn(frame, face).size <= 16)
  })

  it('cannot be undone: pictures that differ within a block only become the same', () => {
    const face = { x: 100, y: 100, width: 40, height: 40 }
    const one = street([face])
    const mirrored = street([face], { mirrored: true })
    const hide = (frame: Frame) => mosaicFaces(frame, { persons: [], faces: [{ box: face, round: 1 }] }).frame
    assert.notDeepEqual(one.pixels, mirrored.pixels)
    assert.deepEqual(hide(one).pixels, hide(mirrored).pixels)
  })

  it('hides the head of a person whose face was not found, and not the rest', () => {
    const before = street([])
    const { frame } = mosaicFaces(before, { persons: [standing], faces: [] })
    const head = { ...standing, height: standing.height / 4 }
    assert.equal(coloursIn(before, head).size, 100)
    assert.ok(coloursIn(frame, head).size <= 24)
    const legs = { ...standing, y: standing.y + 120, height: 120 }
    assert.deepEqual(cut(frame, legs), cut(before, legs))
  })

  it('does not change the frame it was given', () => {
    const before = street([standing])
    const copy = before.pixels.slice()
    mosaicFaces(before, { persons: [standing], faces: [] })
    assert.deepEqual(before.pixels, copy)
  })

  it('nor one whose pixels are a Buffer, as a decoder gives them', () => {
    const before = { ...street([standing]), pixels: Buffer.from(street([standing]).pixels) }
    mosaicFaces(before, { persons: [standing], faces: [] })
    assert.deepEqual(new Uint8Array(before.pixels), street([standing]).pixels)
  })

  it('takes a face at the edge of the frame, and a box that reaches outside', () => {
    const edge = { x: -20, y: 330, width: 60, height: 60 }
    const { frame } = mosaicFaces(street([edge]), { persons: [], faces: [{ box: edge, round: 1 }] })
    assert.equal(findsChequers(frame).length, 0)
  })
})

describe('A picture is published when a second look finds no face in it', () => {
  it('gives the picture and what was hidden', async () => {
    const face = { x: 220, y: 70, width: 30, height: 30 }
    const result = await mosaic(street([face]), {
      detectFaces: async (frame) => findsChequers(frame),
      detectPersons: async () => [found('person', standing)],
    })
    assert.ok(result.verified)
    assert.equal(findsChequers(result.frame).length, 0)
    assert.ok(result.boxes.length >= 1)
  })

  it('finds small faces that only show enlarged', async () => {
    const small = { x: 500, y: 200, width: 12, height: 12 }
    const result = await mosaic(street([small]), {
      // Blind to a face of fewer than 16 pixels.
      detectFaces: async (frame) => findsChequers(frame).filter(({ box }) => box.width >= 16),
      detectPersons: async () => [found('person', standing)],
    })
    assert.ok(result.verified)
    assert.equal(findsChequers(result.frame).length, 0)
  })

  it('finds the face of somebody who lies on the ground', async () => {
    const face = { x: 90, y: 280, width: 50, height: 30 }
    const result = await mosaic(street([face]), {
      // Knows upright faces only: taller than wide.
      detectFaces: async (frame) => findsChequers(frame).filter(({ box }) => box.height > box.width),
      detectPersons: async () => [found('person', standing)],
    })
    assert.ok(result.verified)
    assert.equal(findsChequers(result.frame).length, 0)
  })

  it('hides all of a person who is wider than tall, since the head may be at either end', async () => {
    const lying = { x: 100, y: 250, width: 200, height: 60 }
    const { boxes } = mosaicFaces(street([]), { persons: [lying], faces: [] })
    const [box] = boxes
    assert.ok(box && box.x <= 100 && box.x + box.width >= 300 && box.y <= 250 && box.y + box.height >= 310)
  })

  it('but not the weapon beside somebody whose head may be anywhere', () => {
    const lying = { x: 100, y: 200, width: 300, height: 120 }
    const weapon = { x: 380, y: 240, width: 50, height: 20 }
    const before = street([])
    const { frame } = mosaicFaces(before, { persons: [lying], faces: [], weapons: [weapon] })
    assert.deepEqual(cut(frame, weapon), cut(before, weapon))
    assert.ok(coloursIn(frame, { ...lying, width: 270 }).size <= 30)

    const doubtful = { x: 110, y: 210, width: 60, height: 60 }
    const both = mosaicFaces(before, { persons: [lying], faces: [], weapons: [weapon, doubtful] })
    assert.ok(coloursIn(both.frame, doubtful).size <= 16)
  })

  it('and of somebody who lies and whose face was found, that face alone', () => {
    const lying = { x: 100, y: 200, width: 300, height: 120 }
    const face = { x: 110, y: 210, width: 40, height: 40 }
    const before = street([])
    const { frame } = mosaicFaces(before, { persons: [lying], faces: [{ box: face, round: 1, sure: true }] })
    assert.ok(coloursIn(frame, face).size <= 16)
    const legs = { x: 250, y: 220, width: 100, height: 80 }
    assert.deepEqual(cut(frame, legs), cut(before, legs))
  })

  it('does not take hands at a weapon for a face, unless the finder is sure', async () => {
    const weapon = { x: 300, y: 150, width: 60, height: 40 }
    const hand = { x: 310, y: 150, width: 30, height: 30 }
    const hidden = async (score: number) => {
      let looks = 0
      const result = await mosaic(street([]), {
        detectFaces: async ({ width }) =>
          width === 600 && looks++ === 0 ? [{ ...found('face', hand), score }] : [],
        detectPersons: async () => [found('person', standing), found('knife', weapon)],
      })
      assert.ok(result.verified)
      return result.boxes.length === 2
    }
    assert.equal(await hidden(0.5), false)
    assert.equal(await hidden(0.7), true)
  })

  it('hides the part of a vehicle that may have a number plate, where it is large enough to be read', async () => {
    const car = { x: 100, y: 100, width: 200, height: 120 }
    const far = { x: 400, y: 100, width: 40, height: 30 }
    const before = street([])
    const result = await mosaic(before, {
      detectFaces: nobody,
      detectPersons: async () => [found('vehicle', car), found('vehicle', far)],
      peopleExpected: false,
    })
    assert.ok(result.verified)
    assert.ok(coloursIn(result.frame, { x: 110, y: 160, width: 180, height: 50 }).size <= 60)
    for (const seen of [{ ...car, height: 50 }, far])
      assert.deepEqual(cut(result.frame, seen), cut(before, seen))
  })

  it('also hides what the detector calls a face', async () => {
    const face = { x: 400, y: 100, width: 40, height: 40 }
    const result = await mosaic(street([face]), {
      detectFaces: nobody,
      detectPersons: async (frame) => findsChequers(frame),
    })
    assert.ok(result.verified)
    assert.equal(findsChequers(result.frame).length, 0)
  })

  it('looks again with both: a face that the detector finds only then is hidden, one that it finds in blocks is one', async () => {
    const [first, second] = [100, 400].map((x) => ({ x, y: 100, width: 40, height: 40 })) as [Box, Box]
    const before = street([first, second])
    let looks = 0
    const result = await mosaic(before, {
      detectFaces: nobody,
      detectPersons: async ({ width, pixels }) => {
        if (width !== before.width) return []
        const again = pixels.some((value, at) => value !== before.pixels[at])
        if (again) looks++
        return [found('face', first), ...(again ? [found('face', second)] : [])]
      },
    })
    assert.equal(looks, 2)
    assert.ok(result.verified)
    assert.equal(findsChequers(result.frame).length, 0)
  })

  it('goes over a face that is left with wider and coarser blocks', async () => {
    const face = { x: 100, y: 100, width: 40, height: 40 }
    const before = street([face])
    let looks = 0
    const result = await mosaic(before, {
      detectFaces: async (frame) => {
        // Only looks at the whole frame count; the first result still shows the face.
        if (frame.width !== before.width || frame.height !== before.height) return []
        looks++
        return looks <= 2 ? [found('face', face)] : []
      },
      detectPersons: nobody,
    })
    assert.equal(looks, 3)
    assert.ok(result.verified)
    assert.ok(coloursIn(result.frame, face).size <= 9)
  })
})

describe('Without a verified mosaic there is no picture', () => {
  it('when a face is left however coarse it is made', async () => {
    const result = await mosaic(street([]), {
      detectFaces: async () => [found('face', { x: 10, y: 10, width: 40, height: 40 })],
      detectPersons: nobody,
    })
    assert.deepEqual(result, {
      verified: false,
      reason: 'A face could still be found after pixelating 3 times.',
    })
  })

  it('when nobody is found where somebody must be', async () => {
    const result = await mosaic(street([]), { detectFaces: nobody, detectPersons: nobody })
    assert.ok(!result.verified)
    assert.match(result.reason, /Neither a face nor a person/)
  })

  it('when all that is found where somebody must be is a doubtful face', async () => {
    const doubtful = { ...found('face', { x: 10, y: 10, width: 40, height: 40 }), score: 0.5 }
    let looks = 0
    const result = await mosaic(street([]), {
      detectFaces: async () => (looks++ === 0 ? [doubtful] : []),
      detectPersons: nobody,
    })
    assert.ok(!result.verified)
    assert.match(result.reason, /Neither a face nor a person/)
  })

  it('when a finder fails, before or after', async () => {
    const broken = async () => {
      throw new Error('no such model')
    }
    const persons = async () => [found('person', standing)]
    for (const finders of [
      { detectFaces: broken, detectPersons: persons },
      { detectFaces: nobody, detectPersons: broken },
    ]) {
      const result = await mosaic(street([]), finders)
      assert.ok(!result.verified)
      assert.match(result.reason, /a finder failed: no such model/)
    }
  })
})

it('A picture in which nobody need be is published as it is when nobody is found', async () => {
  const before = street([])
  const result = await mosaic(before, { detectFaces: nobody, detectPersons: nobody, peopleExpected: false })
  assert.ok(result.verified)
  assert.deepEqual(result.boxes, [])
  assert.deepEqual(result.frame.pixels, before.pixels)
})

/** A grey gradient with magenta and black chequers of two pixels wherever a face is said to be. */
function street(faces: readonly Box[], { mirrored = false } = {}): Frame {
  const [width, height] = [600, 360]
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inFace = faces.some(
        (box) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height,
      )
      const bright = (Math.floor(x / 2) + Math.floor(y / 2)) % 2 === (mirrored ? 1 : 0)
      const colour = inFace ? (bright ? [255, 0, 255] : [0, 0, 0]) : Array(3).fill(60 + ((x + y) % 100))
      pixels.set(colour, (y * width + x) * 3)
    }
  }
  return { width, height, pixels, capturedAt: 0 }
}

/** A finder for these faces: the box around all that is clearly magenta. */
function findsChequers({ width, height, pixels }: Frame): Detection[] {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      if (pixels[at]! < 180 || pixels[at + 1]! > 40 || pixels[at + 2]! < 180) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
  }
  return right < 0
    ? []
    : [found('face', { x: left, y: top, width: right - left + 1, height: bottom - top + 1 })]
}

function found(label: string, box: Box): Detection {
  return { label, score: 0.9, box }
}

function cut({ width, pixels }: Frame, box: Box): Uint8Array[] {
  return Array.from({ length: box.height }, (_, row) => {
    const from = ((box.y + row) * width + box.x) * 3
    return pixels.subarray(from, from + box.width * 3)
  })
}

function coloursIn(frame: Frame, box: Box): Set<string> {
  const colours = new Set<string>()
  for (const row of cut(frame, box)) {
    for (let at = 0; at < row.length; at += 3) colours.add(row.subarray(at, at + 3).join(','))
  }
  return colours
}
