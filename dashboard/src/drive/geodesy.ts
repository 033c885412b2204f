import type { Place } from '../api.ts'

const earthRadius = 6_371_008.8
const radians = Math.PI / 180

/** Metres along the great circle (haversine). */
export function distance(from: Place, to: Place): number {
  const north = (to.latitude - from.latitude) * radians
  const east = (to.longitude - from.longitude) * radians
  const half =
    Math.sin(north / 2) ** 2 +
    Math.cos(from.latitude * radians) * Math.cos(to.latitude * radians) * Math.sin(east / 2) ** 2
  return 2 * earthRadius * Math.asin(Math.sqrt(Math.min(1, half)))
}

/** Degrees clockwise from north at which the way to the other place begins, 0 to 360. */
export function bearing(from: Place, to: Place): number {
  const east = (to.longitude - from.longitude) * radians
  const [south, north] = [from.latitude * radians, to.latitude * radians]
  const y = Math.sin(east) * Math.cos(north)
  const x = Math.cos(south) * Math.sin(north) - Math.sin(south) * Math.cos(north) * Math.cos(east)
  return (Math.atan2(y, x) / radians + 360) % 360
}

/** How far to turn from one bearing to another: -180 (left) to 180 (right) degrees. */
export function turn(from: number, to: number): number {
  return ((((to - from) % 360) + 540) % 360) - 180
}
