import type { Point } from '../picture.ts'

/** The stretch of time that a row shows and the pixels it shows it in. */
export interface Axis {
  /** Epoch milliseconds. */
  readonly from: number
  readonly to: number
  readonly width: number
}

/** One level held over a stretch of pixels. */
export interface Step {
  readonly left: number
  readonly right: number
  readonly value: number
}

export function xAt(axis: Axis, at: number): number {
  return ((at - axis.from) / (axis.to - axis.from)) * axis.width
}

export function timeAt(axis: Axis, x: number): number {
  return axis.from + (x / axis.width) * (axis.to - axis.from)
}

/** The levels within the axis, from left to right. What was before the first point is unknown, and not drawn. */
export function steps(points: readonly Point[], axis: Axis, value: (point: Point) => number): Step[] {
  const result: Step[] = []
  for (const [index, point] of points.entries()) {
    const until = points[index + 1]?.at ?? axis.to
    const left = Math.max(point.at, axis.from)
    const right = Math.min(until, axis.to)
    if (right <= left) continue
    result.push({ left: xAt(axis, left), right: xAt(axis, right), value: value(point) })
  }
  return result
}

/** An SVG path of the area between the steps and zero. */
export function areaPath(levels: readonly Step[], height: number, top: number): string {
  return levels
    .filter((step) => step.value > 0)
    .map(({ left, right, value }) => {
      const y = levelY(value, height, top)
      return `M${f(left)} ${height}V${f(y)}H${f(right)}V${height}Z`
    })
    .join('')
}

/** An SVG path along the steps that stand above zero, each run of them beginning and ending on the ground. */
export function awakePath(levels: readonly Step[], height: number, top: number): string {
  let path = ''
  let awake = false
  for (const [index, { left, right, value }] of levels.entries()) {
    if (value > 0) {
      path += `${awake ? '' : `M${f(left)} ${height}`}V${f(levelY(value, height, top))}H${f(right)}`
    } else if (awake) path += `V${height}`
    awake = value > 0
    // What still runs now is left open to the right.
    if (awake && index === levels.length - 1) return path
  }
  return path
}

/** What held at that time; `undefined` when nothing was known yet. */
export function pointAt(points: readonly Point[], at: number): Point | undefined {
  return points.findLast((point) => point.at <= at)
}

/** How much of the axis the function slept, 0..1 of the time that is known; `undefined` when none is. */
export function sleptShare(points: readonly Point[], axis: Axis): number | undefined {
  let asleep = 0
  let known = 0
  for (const { left, right, value } of steps(points, axis, (point) => point.replicas)) {
    known += right - left
    if (value === 0) asleep += right - left
  }
  return known === 0 ? undefined : asleep / known
}

/** Whole minutes (of the clock) at which a grid line stands. */
export function gridTimes(axis: Axis, everyMinutes: number): number[] {
  const every = everyMinutes * 60_000
  const times: number[] = []
  for (let at = Math.ceil(axis.from / every) * every; at <= axis.to; at += every) times.push(at)
  return times
}

function levelY(value: number, height: number, top: number): number {
  return height - (Math.min(value, top) / top) * (height - 2)
}

const f = (pixels: number) => Number(pixels.toFixed(1))
