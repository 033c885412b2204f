import type { Box } from '../frame/box.ts'
import type { Frame } from '../frame/frame.ts'
import { isInside, type Polygon } from './polygon.ts'
import { changedRegions } from './regions.ts'

/** What changed in one frame against the background so far. */
export interface Motion {
  readonly moving: boolean
  /** Where, in frame pixels; boxes that overlap are not merged. Empty when nothing moves. */
  readonly regions: readonly Box[]
  /** 0..1 of the frame, masks left out. */
  readonly changed: number
}

export interface MotionGate {
  /** Frames of one camera in order. The first one, and the first after a cut, only teach the background. */
  step(frame: Frame): Motion
}

export interface MotionGateOptions {
  /** Polygons, corners in 0..1 of the frame, in which nothing counts as motion. */
  readonly masks?: readonly Polygon[]
  /** Luma, 0..255, by which a cell must differ from its background. */
  readonly threshold?: number
}

/** Cells along the longer side of the grid on which motion is looked for. */
const gridSide = 160
const defaultThreshold = 16
/** How fast the background follows, in 512ths of the difference: still cells within seconds, changed ones within half a minute. */
const stillRate = 26
const changedRate = 5
/** A change of more than this is lightning, a lamp or a cut, not something that moves. */
const globalChange = 0.6

/** A gate that costs a fraction of a millisecond a frame, so that everything dearer can sleep while nothing moves. */
export function motionGate({ masks = [], threshold = defaultThreshold }: MotionGateOptions = {}): MotionGate {
  let grid: Grid | undefined
  return {
    step(frame) {
      const { width, height } = frame
      if (grid?.frameWidth !== width || grid.frameHeight !== height) {
        grid = newGrid(width, height, masks)
        learn(frame, grid)
        return still
      }
      const cells = markChanged(frame, grid, threshold)
      const changed = cells.length / Math.max(1, grid.seenCount)
      if (changed > globalChange) {
        learn(frame, grid)
        grid.medianAge = medianFrames
        return { moving: false, regions: [], changed }
      }
      const regions = changedRegions(grid.marks, cells, grid.columns).map((box) => toFrame(box, grid!))
      return { moving: regions.length > 0, regions, changed }
    },
  }
}

const still: Motion = { moving: false, regions: [], changed: 0 }

interface Grid {
  readonly frameWidth: number
  readonly frameHeight: number
  readonly columns: number
  readonly rows: number
  /** 1 where the gate looks, 0 under a mask. */
  readonly seen: Uint8Array
  readonly seenCount: number
  /** Where in the pixels the first sample of each column, and of each row, begins; how far from there the second one is. */
  readonly inRow: Int32Array
  readonly ofRow: Int32Array
  readonly toSecond: number
  /** In 256ths of a level, as `lumaAt` gives it. */
  readonly background: Int32Array
  /** Every so many-th cell that is looked at, for medians; and where the first sample of each lies in the pixels. */
  readonly some: Int32Array
  readonly inSome: Int32Array
  /** Between its darker and its brighter half; looked up anew every so many frames, as it changes slowly. */
  median: number
  medianAge: number
  /** 1 where the latest frame differs from the background; and the cells that do, in order. */
  readonly marks: Uint8Array
  readonly changed: Int32Array
}

function newGrid(frameWidth: number, frameHeight: number, masks: readonly Polygon[]): Grid {
  const scale = Math.min(1, gridSide / Math.max(frameWidth, frameHeight))
  const columns = Math.max(1, Math.round(frameWidth * scale))
  const rows = Math.max(1, Math.round(frameHeight * scale))
  const cells = columns * rows
  const seen = new Uint8Array(cells)
  let seenCount = 0
  for (let cell = 0; cell < cells; cell++) {
    const x = ((cell % columns) + 0.5) / columns
    const y = (Math.floor(cell / columns) + 0.5) / rows
    if (masks.some((mask) => isInside(mask, x, y))) continue
    seen[cell] = 1
    seenCount += 1
  }
  const inRow = firstQuarters(columns, frameWidth, 3)
  const ofRow = firstQuarters(rows, frameHeight, frameWidth * 3)
  const some = Int32Array.from(
    { length: Math.ceil(cells / medianStride) },
    (_, index) => index * medianStride,
  ).filter((cell) => seen[cell] === 1)
  return {
    ...{ frameWidth, frameHeight, columns, rows, seen, seenCount, inRow, ofRow, some },
    inSome: some.map((cell) => ofRow[Math.floor(cell / columns)]! + inRow[cell % columns]!),
    toSecond: (Math.floor(frameHeight / rows / 2) * frameWidth + Math.floor(frameWidth / columns / 2)) * 3,
    background: new Int32Array(cells),
    ...{ median: 0, medianAge: medianFrames },
    marks: new Uint8Array(cells),
    changed: new Int32Array(cells),
  }
}

/** Of each of `count` parts of a length, where its first quarter ends. */
function firstQuarters(count: number, length: number, stride: number): Int32Array {
  return Int32Array.from(
    { length: count },
    (_, index) => Math.floor(((index + 0.25) * length) / count) * stride,
  )
}

/**
 * The luma of a cell, in 256ths of a level, by two of its pixels: green, most of it, of both, to quiet a sensor's noise; red
 * of one and blue of the other, since a camera's stream carries colours more coarsely. Whole numbers, as the whole gate: they
 * are twice as fast.
 */
const lumaAt = (pixels: Uint8Array, first: number, second: number): number =>
  80 * pixels[first]! + 72 * (pixels[first + 1]! + pixels[second + 1]!) + 32 * pixels[second + 2]!

function learn({ pixels }: Frame, { columns, rows, inRow, ofRow, toSecond, background }: Grid): void {
  for (let row = 0, cell = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, cell++) {
      const first = ofRow[row]! + inRow[column]!
      background[cell] = lumaAt(pixels, first, first + toSecond)
    }
  }
}

/**
 * Marks the cells that differ from the background once exposure is allowed for, teaches the background, and gives the marked cells.
 * A camera that changes its exposure moves dark and bright areas by different amounts; the median change of the
 * darker and of the brighter half of the picture tell both, whatever moves in less than half of each.
 */
function markChanged(frame: Frame, grid: Grid, threshold: number): Int32Array {
  const { columns, rows, inRow, ofRow, toSecond, background, seen, marks, changed } = grid
  const { pixels } = frame
  const { dark, bright } = halves(pixels, grid)
  const span = bright.level - dark.level
  const slope = span > 8 ? (bright.shift - dark.shift) / span : 0
  const offset = Math.round((dark.shift - slope * dark.level) * level)
  const slopeIn4096ths = Math.round(slope * 4096)
  const least = Math.round(threshold * level)
  marks.fill(0)
  let count = 0
  for (let row = 0, cell = 0; row < rows; row++) {
    const start = ofRow[row]!
    for (let column = 0; column < columns; column++, cell++) {
      const first = start + inRow[column]!
      const before = background[cell]!
      const now = lumaAt(pixels, first, first + toSecond)
      const difference = now - before
      const expected = before + offset + ((slopeIn4096ths * before) >> 12)
      // What is white already shows no more light.
      const change = now - (expected > white ? white : expected)
      if (change <= least && change >= -least) {
        background[cell] = before + ((difference * stillRate) >> 9)
        continue
      }
      background[cell] = before + ((difference * changedRate) >> 9)
      if (seen[cell] === 0) continue
      marks[cell] = 1
      changed[count++] = cell
    }
  }
  return changed.subarray(0, count)
}

const level = 256
const white = 255 * level
const medianFrames = 10
/** A median is as good of every so many-th cell; no divisor of a usual grid's width, so that all columns are among them. */
const medianStride = 23

interface Half {
  /** Mean background level. */
  readonly level: number
  /** Median of how much it changed. */
  readonly shift: number
}

function halves(pixels: Uint8Array, grid: Grid): { dark: Half; bright: Half } {
  const { background, some, inSome, toSecond } = grid
  if (grid.medianAge++ >= medianFrames) {
    grid.median = medianOf(background, some)
    grid.medianAge = 0
  }
  const middle = grid.median * level
  darkCounts.fill(0)
  brightCounts.fill(0)
  let [darkCount, darkSum, brightCount, brightSum] = [0, 0, 0, 0]
  for (let index = 0; index < some.length; index++) {
    const before = background[some[index]!]!
    const first = inSome[index]!
    const bin = (lumaAt(pixels, first, first + toSecond) - before + 255.5 * level) >> 6
    if (before < middle) {
      darkCounts[bin]! += 1
      darkCount += 1
      darkSum += before
    } else {
      brightCounts[bin]! += 1
      brightCount += 1
      brightSum += before
    }
  }
  return { dark: half(darkCounts, darkCount, darkSum), bright: half(brightCounts, brightCount, brightSum) }
}

const half = (counts: Uint32Array, count: number, sum: number): Half =>
  count === 0
    ? { level: 0, shift: 0 }
    : { level: sum / count / level, shift: middleBin(counts, count) / 4 - 255.375 }

function medianOf(background: Int32Array, some: Int32Array): number {
  levelCounts.fill(0)
  for (const cell of some) levelCounts[(background[cell]! + level / 2) >> 8]! += 1
  return middleBin(levelCounts, some.length)
}

/** By quarters of a level: what dark and bright halves shift is carried on to lamps, which are far brighter than both. */
const darkCounts = new Uint32Array(2048)
const brightCounts = new Uint32Array(2048)
const levelCounts = new Uint32Array(257)

function middleBin(counts: Uint32Array, total: number): number {
  let before = 0
  for (let bin = 0; bin < counts.length; bin++) {
    before += counts[bin]!
    if (before * 2 >= total) return bin
  }
  return 0
}

function toFrame(box: Box, { frameWidth, frameHeight, columns, rows }: Grid): Box {
  const [x, y] = [frameWidth / columns, frameHeight / rows]
  return { x: box.x * x, y: box.y * y, width: box.width * x, height: box.height * y }
}
