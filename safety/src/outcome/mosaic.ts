import type { Detection } from '../detection/detection.ts'
import type { Box } from '../frame/box.ts'
import type { Frame } from '../frame/frame.ts'
import { closeup } from './closeup.ts'
import { pixelate } from './pixelate.ts'
import { quarterTurn } from './quarter-turn.ts'

/** A picture that may be published, or why there is none. `boxes` are the pixelated parts. */
export type Mosaic =
  | { readonly verified: true; readonly frame: Frame; readonly boxes: readonly Box[] }
  | { readonly verified: false; readonly reason: string }

export interface MosaicFinders {
  /** Faces of a frame of any size. */
  detectFaces(frame: Frame): Promise<readonly Detection[]>
  /** At least the `person`s of the frame; a `face` among them counts as one. */
  detectPersons(frame: Frame): Promise<readonly Detection[]>
  /**
   * Somebody must be in the picture, as somebody holds a weapon: when nobody is found, somebody was missed.
   * Assumed unless told otherwise.
   */
  peopleExpected?: boolean
}

/**
 * Pixelates every face and every head, looks for faces again in the result, and goes over what is left with
 * wider and coarser blocks, three times at most. Without a result that shows no face there is no picture:
 * a finder that fails, or that finds nobody where somebody must be, is a reason, never an exception.
 */
export async function mosaic(frame: Frame, finders: MosaicFinders): Promise<Mosaic> {
  const { detectFaces, detectPersons, peopleExpected = true } = finders
  try {
    const seen = await detectPersons(frame)
    const persons = seen.filter(({ label }) => label === 'person')
    const faces = seen.filter(({ label }) => label === 'face')
    faces.push(...(await facesIn(frame, persons, detectFaces)))
    if (peopleExpected && persons.length === 0 && faces.length === 0)
      return {
        verified: false,
        reason: 'Neither a face nor a person was found, though somebody must be in the picture.',
      }
    for (let round = 1; round <= rounds; round++) {
      const result = mosaicFaces(frame, { persons, faces }, round)
      const left = await facesIn(result.frame, persons, detectFaces)
      if (left.length === 0) return { verified: true, ...result }
      faces.push(...left)
    }
    return { verified: false, reason: `A face could still be found after pixelating ${rounds} times.` }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { verified: false, reason: `Nobody can say whether a face is left, since a finder failed: ${why}` }
  }
}

/**
 * Pixelates every face with a margin around it, and the head of every person whether or not its face was
 * found. Each `round` is wider and coarser than the one before: 4, 3, 2 blocks across.
 */
export function mosaicFaces(
  frame: Frame,
  { persons, faces }: { persons: readonly Detection[]; faces: readonly Detection[] },
  round = 1,
): { frame: Frame; boxes: readonly Box[] } {
  const margin = 0.3 * round
  const boxes = withoutContained([
    ...faces.map(({ box }) => grown(box, margin)),
    ...persons.map(({ box }) => grown(headOf(box), 0.1 * round)),
  ])
  return { frame: pixelate(frame, boxes, Math.max(2, 5 - round)), boxes }
}

const rounds = 3

/**
 * Faces of the whole frame, and those that only show when it is seen otherwise: lying on either side, as
 * somebody on the ground is; at half its size, where blocks blur into a face as they do from afar; and
 * enlarged, each person's upper half and overlapping tiles, since a person may have been missed as well.
 */
async function facesIn(
  frame: Frame,
  persons: readonly Detection[],
  detectFaces: MosaicFinders['detectFaces'],
): Promise<Detection[]> {
  const found = [...(await detectFaces(frame))]
  const whole = { x: 0, y: 0, width: frame.width, height: frame.height }
  const parts = [...tiles(frame), ...persons.map(({ box }) => grown(upperHalf(box), 0.15))]
  const looks = [
    () => quarterTurn(frame, 'right'),
    () => quarterTurn(frame, 'left'),
    () => closeup(frame, whole, 0.5),
    ...parts.map((part) => () => closeup(frame, part, closeupScale(part))),
  ]
  for (const look of looks) {
    const seen = look()
    if (seen === undefined) continue
    const faces = await detectFaces(seen.frame)
    found.push(...faces.map((face) => ({ ...face, box: seen.toWhole(face.box) })))
  }
  return found
}

/** To 640 pixels on the longer side, enough for a face of a tenth of it. */
function closeupScale({ width, height }: Box): number {
  return Math.min(4, 640 / Math.max(width, height))
}

/** Overlapping by a third, so that a face on the edge of one is whole in the next. */
function tiles({ width, height }: Frame): Box[] {
  const columns = tileSpans(width)
  return tileSpans(height).flatMap((row) =>
    columns.map((column) => ({ x: column.from, y: row.from, width: column.length, height: row.length })),
  )
}

function tileSpans(length: number): { from: number; length: number }[] {
  const count = Math.min(Math.max(Math.ceil(length / 320), 2), 6)
  const tile = length / (count - (count - 1) / 3)
  return Array.from({ length: count }, (_, index) => ({ from: (index * tile * 2) / 3, length: tile }))
}

/**
 * The top quarter of somebody who stands, more of a bust, and all of somebody who lies, whose head may be at
 * either end.
 */
function headOf({ x, y, width, height }: Box): Box {
  const lies = width > height * 1.2
  return { x, y, width, height: lies ? height : Math.max(height / 4, Math.min(height / 2, width * 0.6)) }
}

function upperHalf({ x, y, width, height }: Box): Box {
  return { x, y, width, height: height / 2 }
}

/** @param margin share of the width and height added on each side */
function grown({ x, y, width, height }: Box, margin: number): Box {
  return {
    x: x - width * margin,
    y: y - height * margin,
    width: width * (1 + 2 * margin),
    height: height * (1 + 2 * margin),
  }
}

/** The same face is found in several looks at it. */
function withoutContained(boxes: readonly Box[]): Box[] {
  return boxes.filter(
    (box, index) =>
      !boxes.some(
        (other, rival) => rival !== index && contains(other, box) && !(contains(box, other) && rival > index),
      ),
  )
}

function contains(outer: Box, inner: Box): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  )
}
