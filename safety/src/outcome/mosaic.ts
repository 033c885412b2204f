import type { Detection } from '../detection/detection.ts'
import type { Box } from '../frame/box.ts'
import type { Frame } from '../frame/frame.ts'
import { closeup } from './closeup.ts'
import { copied, pixelate } from './pixelate.ts'
import { quarterTurn } from './quarter-turn.ts'

/** A picture that may be published, or why there is none. `boxes` are the pixelated parts. */
export type Mosaic =
  | { readonly verified: true; readonly frame: Frame; readonly boxes: readonly Box[] }
  | { readonly verified: false; readonly reason: string }

export interface MosaicFinders {
  /** Faces of a frame of any size. */
  detectFaces(frame: Frame): Promise<readonly Detection[]>
  /**
   * At least the `person`s of the frame; a `face` among them counts as one, a `gun` or `knife` stays visible where it can,
   * and of a `vehicle` or `two-wheeler` the part that may have a number plate is hidden.
   */
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
  const { detectPersons, peopleExpected = true } = finders
  try {
    const seen = await detectPersons(frame)
    const persons = seen.filter(({ label }) => label === 'person').map(({ box }) => box)
    const plates = seen.flatMap(({ label, box }) => plateOf(label, box) ?? [])
    const weapons = seen
      .filter(({ label }) => weaponLabels.includes(label))
      .toSorted((a, b) => b.score - a.score)
      .map(({ box }) => box)
    const facesIn = async (picture: Frame, hidden: readonly Box[] = []) => {
      const { byFaces, byPersons } = await facesOf(picture, persons, finders)
      // The detector knows faces by the shoulders below them, and takes blocks for one as well: those it finds beside them count.
      const left = [...byFaces, ...byPersons.filter((face) => !isHidden(face, hidden))]
      return left.filter((face) => !isWeapon(face, weapons))
    }
    const faces = await facesIn(frame)
    if (peopleExpected && persons.length === 0 && !faces.some(isSomebody))
      return {
        verified: false,
        reason: 'Neither a face nor a person was found, though somebody must be in the picture.',
      }
    const marks: Mark[] = faces.map((face) => ({ box: face.box, round: 1, sure: isSomebody(face) }))
    for (let round = 1; round <= rounds; round++) {
      const result = mosaicFaces(frame, { persons, faces: marks, plates, weapons })
      const left = await facesIn(result.frame, result.boxes)
      if (left.length === 0) return { verified: true, ...result }
      marks.push(...left.map(({ box }) => ({ box, round: round + 1 })))
    }
    return { verified: false, reason: `A face could still be found after pixelating ${rounds} times.` }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { verified: false, reason: `Nobody can say whether a face is left, since a finder failed: ${why}` }
  }
}

/** A face to be hidden: in round 1, or wider and coarser (4, 3, 2 blocks across) where it could still be found. */
export interface Mark {
  readonly box: Box
  readonly round: number
  /** It is a face, and not merely taken for one. */
  readonly sure?: boolean
}

/**
 * Pixelates every face with a margin around it, and the head of every person whether or not its face was found. Of
 * somebody whose head may be anywhere, all is pixelated but the weapon; of a vehicle, where its plate may be.
 *
 * @returns `boxes` around what is pixelated, be it with a weapon left out
 */
export function mosaicFaces(
  frame: Frame,
  { persons, faces, plates = [], weapons = [] }: ToHide,
): { frame: Frame; boxes: readonly Box[] } {
  const bodies = persons.filter((person) => headIsAnywhere(person, faces)).map((person) => grown(person, 0.1))
  const heads = persons.filter((person) => !lies(person)).map((person) => grown(headOf(person), 0.1))
  const rings = faces.map(({ box, round }) => ({ box: grown(box, 0.3 * round), round }))

  // One alone: several together could uncover a head.
  const held = weapons
    .slice(0, 1)
    .filter((weapon) => !bodies.some((body) => areaOf(weapon) > areaOf(body) / 2))
  const guessed = [...bodies, ...plates]
  let result = copied(frame, pixelate(frame, guessed, blocksOf(1)), held)
  result = pixelate(result, heads, blocksOf(1))
  for (const { box, round } of rings) result = pixelate(result, [box], blocksOf(round))
  return { frame: result, boxes: withoutContained([...guessed, ...heads, ...rings.map(({ box }) => box)]) }
}

export interface ToHide {
  /** Whole bodies. */
  readonly persons: readonly Box[]
  readonly faces: readonly Mark[]
  readonly plates?: readonly Box[]
  /** The surest first, which stays visible where only a guess would hide it. */
  readonly weapons?: readonly Box[]
}

const rounds = 3
const weaponLabels: readonly string[] = ['gun', 'knife']

const blocksOf = (round: number) => Math.max(2, 5 - round)

/**
 * Faces of the whole frame, and those that only show when it is seen otherwise: lying on either side, as
 * somebody on the ground is; at half its size, where blocks blur into a face as they do from afar; and
 * enlarged, each person's upper half and overlapping tiles, since a person may have been missed as well.
 */
async function facesOf(
  frame: Frame,
  persons: readonly Box[],
  { detectFaces, detectPersons }: MosaicFinders,
): Promise<{ byFaces: Detection[]; byPersons: Detection[] }> {
  const facesAmong = async (part: Frame) =>
    (await detectPersons(part)).filter(({ label }) => label === 'face')
  const byFaces = [...(await detectFaces(frame))]
  const byPersons = await facesAmong(frame)
  const whole = { x: 0, y: 0, width: frame.width, height: frame.height }
  const parts = [...tiles(frame), ...persons.map((person) => grown(upperHalf(person), 0.15))]
  const looks = [
    { look: () => quarterTurn(frame, 'right'), isUpright: false },
    { look: () => quarterTurn(frame, 'left'), isUpright: false },
    { look: () => closeup(frame, whole, 0.5), isUpright: false },
    ...parts.map((part) => ({ look: () => closeup(frame, part, closeupScale(part)), isUpright: true })),
  ]
  for (const { look, isUpright } of looks) {
    const seen = look()
    if (seen === undefined) continue
    const toWhole = (face: Detection) => ({ ...face, box: seen.toWhole(face.box) })
    byFaces.push(...(await detectFaces(seen.frame)).map(toWhole))
    if (isUpright) byPersons.push(...(await facesAmong(seen.frame)).map(toWhole))
  }
  return { byFaces, byPersons }
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

/** A face below it is hidden as well, but shows nothing: things are taken for one too. */
function isSomebody({ score }: Detection): boolean {
  return score >= 0.75
}

/** Hands around a weapon are often taken for a face, as large as it: there, only a sure face is one. */
function isWeapon({ box, score }: Detection, weapons: readonly Box[]): boolean {
  return (
    score < 0.6 &&
    weapons.some((weapon) => overlap(box, weapon) > areaOf(box) / 3 && areaOf(weapon) < areaOf(box) * 4)
  )
}

function isHidden({ box }: Detection, hidden: readonly Box[]): boolean {
  return hidden.some((part) => overlap(box, part) > areaOf(box) * 0.8)
}

/** The top quarter of somebody who stands, more of a bust. */
function headOf({ x, y, width, height }: Box): Box {
  return { x, y, width, height: Math.max(height / 4, Math.min(height / 2, width * 0.6)) }
}

function lies({ width, height }: Box): boolean {
  return width > height * 1.2
}

/** Of somebody who lies, the head may be at either end, unless what is surely a face says where it is. */
function headIsAnywhere(person: Box, faces: readonly Mark[]): boolean {
  return lies(person) && !faces.some(({ box, sure }) => sure && overlap(box, person) > areaOf(box) / 2)
}

/**
 * Where a vehicle's number plate may be. Nothing finds plates here: it is the lower half of a vehicle in all its width, since a
 * plate is at the front or the back and nobody knows where that is, and most of a two-wheeler.
 *
 * @returns undefined where the vehicle is too small for a plate, a quarter as wide, to be read
 */
export function plateOf(label: string, { x, y, width, height }: Box): Box | undefined {
  if (label === 'vehicle')
    return width < 60 ? undefined : { x, y: y + height * 0.45, width, height: height * 0.5 }
  if (label === 'two-wheeler')
    return width < 40 ? undefined : { x, y: y + height * 0.25, width, height: height * 0.65 }
  return undefined
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

function areaOf({ width, height }: Box): number {
  return width * height
}

function overlap(one: Box, other: Box): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x)
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y)
  return Math.max(0, width) * Math.max(0, height)
}
