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
      const changed = markChanged(grid, threshold)
      if (changed > globalChange) {
        grid.background.set(grid.luma)
        return { moving: false, regions: [], changed }
      }
      learn(grid)
      const regions = changedRegions(grid.marks, grid.columns, grid.rows).map((box) => toFrame(box, grid!))
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
  readonly luma: Float32Array
  readonly background: Float32Array
  /** 1 where the latest frame differs from the background. */
  readonly marks: Uint8Array
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
    luma: new Float32Array(cells),
    background: new Float32Array(cells),
    marks: new Uint8Array(cells),
  }
}

/** The mean of four pixels of each cell: enough to quiet a sensor's noise, and a quarter of the work of all. */
function sampleLuma({ width, height, pixels }: Frame, { columns, rows, luma }: Grid): void {
  for (let row = 0, cell = 0; row < rows; row++) {
    const upper = Math.floor(((row + 0.25) * height) / rows) * width
    const lower = Math.floor(((row + 0.75) * height) / rows) * width
    for (let column = 0; column < columns; column++, cell++) {
      const left = Math.floor(((column + 0.25) * width) / columns)
      const right = Math.floor(((column + 0.75) * width) / columns)
      const [a, b, c, d] = [(upper + left) * 3, (upper + right) * 3, (lower + left) * 3, (lower + right) * 3]
      const red = pixels[a]! + pixels[b]! + pixels[c]! + pixels[d]!
      const green = pixels[a + 1]! + pixels[b + 1]! + pixels[c + 1]! + pixels[d + 1]!
      const blue = pixels[a + 2]! + pixels[b + 2]! + pixels[c + 2]! + pixels[d + 2]!
      luma[cell] = red * 0.07475 + green * 0.14675 + blue * 0.0285
    }
  }
}

/**
 * Marks the cells that differ from the background once exposure is allowed for, and says which part of all they are.
 * A camera that changes its exposure moves dark and bright areas by different amounts; the median change of the
 * darker and of the brighter half of the picture tell both, whatever moves in less than half of each.
 */
function markChanged({ luma, background, seen, seenCount, marks }: Grid, threshold: number): number {
  const middle = medianOf(background, seen)
  const dark = halfOf(luma, background, seen, (value) => value < middle)
  const bright = halfOf(luma, background, seen, (value) => value >= middle)
  const span = bright.level - dark.level
  const slope = span > 8 ? (bright.shift - dark.shift) / span : 0
  let count = 0
  for (let cell = 0; cell < luma.length; cell++) {
    const expected = background[cell]! + dark.shift + slope * (background[cell]! - dark.level)
    const changed = seen[cell] === 1 && Math.abs(luma[cell]! - expected) > threshold
    marks[cell] = changed ? 1 : 0
    if (changed) count += 1
  }
  return seenCount === 0 ? 0 : count / seenCount
}

/** Mean background level of the half, and the median of how much it changed. */
function halfOf(
  luma: Float32Array,
  background: Float32Array,
  seen: Uint8Array,
  belongs: (background: number) => boolean,
): { level: number; shift: number } {
  changeCounts.fill(0)
  let [count, sum] = [0, 0]
  for (let cell = 0; cell < luma.length; cell++) {
    const before = background[cell]!
    if (seen[cell] === 0 || !belongs(before)) continue
    count += 1
    sum += before
    changeCounts[Math.round(luma[cell]! - before) + 255]! += 1
  }
  if (count === 0) return { level: 0, shift: 0 }
  return { level: sum / count, shift: middleBin(changeCounts, count) - 255 }
}

function medianOf(values: Float32Array, seen: Uint8Array): number {
  levelCounts.fill(0)
  let count = 0
  for (let cell = 0; cell < values.length; cell++) {
    if (seen[cell] === 0) continue
    levelCounts[Math.round(values[cell]!)]! += 1
    count += 1
  }
  return middleBin(levelCounts, count)
}

const changeCounts = new Uint32Array(511)
const levelCounts = new Uint32Array(256)

function middleBin(counts: Uint32Array, total: number): number {
  let before = 0
  for (let bin = 0; bin < counts.length; bin++) {
    before += counts[bin]!
    if (before * 2 >= total) return bin
  }
  return 0
}

function learn({ luma, background, marks }: Grid): void {
  for (let cell = 0; cell < luma.length; cell++) {
    const rate = marks[cell] === 1 ? changedRate : stillRate
    background[cell]! += (luma[cell]! - background[cell]!) * rate
  }
}

function toFrame(box: Box, { frameWidth, frameHeight, columns, rows }: Grid): Box {
  const [x, y] = [frameWidth / columns, frameHeight / rows]
  return { x: box.x * x, y: box.y * y, width: box.width * x, height: box.height * y }
}
