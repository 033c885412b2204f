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
/** How fast the background follows: still cells within seconds, changed ones within half a minute. */
const stillRate = 0.05
const changedRate = 0.01
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
        sampleLuma(frame, grid)
        grid.background.set(grid.luma)
        return still
      }
      sampleLuma(frame, grid)
      const cells = markChanged(grid, threshold)
      const changed = cells.length / Math.max(1, grid.seenCount)
      if (changed > globalChange) {
        grid.background.set(grid.luma)
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
  readonly luma: Float32Array
  readonly background: Float32Array
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
  return {
    ...{ frameWidth, frameHeight, columns, rows, seen, seenCount },
    inRow: firstQuarters(columns, frameWidth, 3),
    ofRow: firstQuarters(rows, frameHeight, frameWidth * 3),
    toSecond: (Math.floor(frameHeight / rows / 2) * frameWidth + Math.floor(frameWidth / columns / 2)) * 3,
    luma: new Float32Array(cells),
    background: new Float32Array(cells),
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
 * The luma of each cell by two of its pixels: green, most of it, of both, to quiet a sensor's noise; red of one and
 * blue of the other, since a camera's stream carries colours more coarsely.
 */
function sampleLuma({ pixels }: Frame, { columns, rows, inRow, ofRow, toSecond, luma }: Grid): void {
  for (let row = 0, cell = 0; row < rows; row++) {
    const start = ofRow[row]!
    for (let column = 0; column < columns; column++, cell++) {
      const first = start + inRow[column]!
      const second = first + toSecond
      const green = pixels[first + 1]! + pixels[second + 1]!
      luma[cell] = pixels[first]! * 0.299 + green * 0.2935 + pixels[second + 2]! * 0.114
    }
  }
}

/**
 * Marks the cells that differ from the background once exposure is allowed for, teaches the background, and gives the marked cells.
 * A camera that changes its exposure moves dark and bright areas by different amounts; the median change of the
 * darker and of the brighter half of the picture tell both, whatever moves in less than half of each.
 */
function markChanged(grid: Grid, threshold: number): Int32Array {
  const { luma, background, seen, marks, changed } = grid
  if (grid.medianAge++ >= medianFrames) {
    grid.median = medianOf(background, seen)
    grid.medianAge = 0
  }
  const { dark, bright } = halves(luma, background, seen, grid.median)
  const span = bright.level - dark.level
  const slope = span > 8 ? (bright.shift - dark.shift) / span : 0
  const offset = dark.shift - slope * dark.level
  marks.fill(0)
  let count = 0
  for (let cell = 0; cell < luma.length; cell++) {
    const before = background[cell]!
    const difference = luma[cell]! - before
    const change = Math.abs(difference - offset - slope * before)
    if (change <= threshold) {
      background[cell] = before + difference * stillRate
      continue
    }
    background[cell] = before + difference * changedRate
    if (seen[cell] === 0) continue
    marks[cell] = 1
    changed[count++] = cell
  }
  return changed.subarray(0, count)
}

const medianFrames = 10
/** A median is as good of every so many-th cell; no divisor of a usual grid's width, so that all columns are among them. */
const medianStride = 7

interface Half {
  /** Mean background level. */
  readonly level: number
  /** Median of how much it changed. */
  readonly shift: number
}

function halves(
  luma: Float32Array,
  background: Float32Array,
  seen: Uint8Array,
  middle: number,
): { dark: Half; bright: Half } {
  darkCounts.fill(0)
  brightCounts.fill(0)
  let [darkCount, darkSum, brightCount, brightSum] = [0, 0, 0, 0]
  for (let cell = 0; cell < luma.length; cell += medianStride) {
    if (seen[cell] === 0) continue
    const before = background[cell]!
    const bin = (luma[cell]! - before + 255.5) | 0
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
  count === 0 ? { level: 0, shift: 0 } : { level: sum / count, shift: middleBin(counts, count) - 255 }

function medianOf(values: Float32Array, seen: Uint8Array): number {
  levelCounts.fill(0)
  let count = 0
  for (let cell = 0; cell < values.length; cell += medianStride) {
    if (seen[cell] === 0) continue
    levelCounts[(values[cell]! + 0.5) | 0]! += 1
    count += 1
  }
  return middleBin(levelCounts, count)
}

const darkCounts = new Uint32Array(512)
const brightCounts = new Uint32Array(512)
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
