/** A point in pixels of the ridge's picture; `y` grows downwards. */
export interface Spot {
  readonly x: number
  readonly y: number
}

/** A stretch of the skyline that belongs to one summit. */
export interface Stretch {
  readonly summit: number
  readonly points: readonly Spot[]
}

/** How high each summit stands, as a share of the height that hills may take: the core first, then uneven. */
const stature = [1, 0.72, 0.86, 0.64, 0.8, 0.68, 0.9]

/** Where the summits stand, from left to right in order of rank. Sky is left above them for fires. */
export function summitSpots(count: number, width: number, height: number): Spot[] {
  const sky = height * 0.5
  return Array.from({ length: count }, (_, index) => ({
    x: Math.round(width * (count === 1 ? 0.5 : 0.5 + ((index + 0.5) / count - 0.5) * 0.94)),
    y: Math.round(height - (height - sky) * stature[index % stature.length]!),
  }))
}

/**
 * A skyline through every summit, falling away from each and rough as rock is, a point every few pixels.
 * The same width and summits always give the same line.
 */
export function skyline(summits: readonly Spot[], width: number, height: number, seed = 7): Spot[] {
  const foot = height * 0.86
  const reach = 44 + (width / Math.max(summits.length, 1)) * 0.17
  const noise = roughness(seed)
  const points: Spot[] = []
  for (let x = 0; x <= width + 4; x += 4) {
    const peaks = summits.map((summit) => {
      const away = Math.abs(x - summit.x)
      return { away, y: foot - (foot - summit.y) * Math.exp(-((away / reach) ** 0.92)) }
    })
    const y = Math.min(foot, ...peaks.map((peak) => peak.y))
    const away = Math.min(width, ...peaks.map((peak) => peak.away))
    // The tip itself stays where the beacon stands; the slopes get rougher on the way down.
    const rough = 1 - Math.exp(-((away / 34) ** 2))
    points.push({ x, y: y - noise(x) * rough * height * 0.11 })
  }
  return points
}

/** Hills that stand further away: no summits, only their noise around a mean height. */
export function distantHills(width: number, mean: number, swing: number, seed: number): Spot[] {
  const noise = roughness(seed, 260)
  const points: Spot[] = []
  for (let x = 0; x <= width + 8; x += 8) points.push({ x, y: mean - noise(x) * swing })
  return points
}

/** The skyline cut halfway between neighbouring summits, so that each can be drawn in its own state. */
export function stretches(points: readonly Spot[], summits: readonly Spot[]): Stretch[] {
  return summits.map((summit, index) => {
    const left = index === 0 ? Number.NEGATIVE_INFINITY : (summits[index - 1]!.x + summit.x) / 2
    const right =
      index === summits.length - 1 ? Number.POSITIVE_INFINITY : (summits[index + 1]!.x + summit.x) / 2
    return { summit: index, points: points.filter(({ x }) => x >= left - 4 && x <= right) }
  })
}

/** An SVG path along the points. */
export function linePath(points: readonly Spot[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y.toFixed(1)}`).join('')
}

/** The same path closed at the picture's lower edge. */
export function hillPath(points: readonly Spot[], height: number): string {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return ''
  return `${linePath(points)}L${last.x} ${height}L${first.x} ${height}Z`
}

/** Height of the fire over a summit in pixels: none asleep, growing ever more slowly with each instance. */
export function fireHeight(instances: number): number {
  return instances === 0 ? 0 : 18 + 11 * Math.log2(instances + 1)
}

/** Sparks on their way from one summit to another, the nearer to the goal the larger. */
export function sparks(from: Spot, to: Spot, lift: number): { x: number; y: number; radius: number }[] {
  const count = Math.max(9, Math.round(Math.hypot(to.x - from.x, to.y - from.y) / 14))
  const middle = { x: (from.x + to.x) / 2, y: Math.min(from.y, to.y) - lift }
  return Array.from({ length: count }, (_, index) => {
    const t = (index + 1) / (count + 1)
    const along = (a: number, b: number, c: number) => (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t ** 2 * c
    return {
      x: along(from.x, middle.x, to.x),
      y: along(from.y, middle.y, to.y),
      radius: 0.7 + 1.6 * t,
    }
  })
}

/** Smooth noise in -1..1 of several sizes laid over one another, the same for the same seed. */
function roughness(seed: number, size = 120): (x: number) => number {
  const octave = (x: number, period: number, salt: number) => {
    const cell = Math.floor(x / period)
    const t = x / period - cell
    const eased = t * t * (3 - 2 * t)
    return hash(cell, salt) * (1 - eased) + hash(cell + 1, salt) * eased
  }
  return (x) =>
    octave(x, size, seed) * 0.55 +
    octave(x, size / 2.7, seed + 1) * 0.3 +
    octave(x, size / 8, seed + 2) * 0.15
}

/** A number in -1..1 that looks random. */
function hash(cell: number, salt: number): number {
  const mixed = Math.imul(cell ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b)
  const again = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return ((again ^ (again >>> 16)) >>> 0) / 0x7fffffff - 1
}
