/** Corners as `[x, y]`, in order; closed by itself. */
export type Polygon = readonly (readonly [number, number])[]

/** By the even-odd rule. */
export function isInside(polygon: Polygon, x: number, y: number): boolean {
  let inside = false
  for (const [index, [x1, y1]] of polygon.entries()) {
    const [x2, y2] = polygon[(index + 1) % polygon.length]!
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside
  }
  return inside
}
