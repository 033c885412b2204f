import type { Place } from '../api.ts'

const metresPerDegree = 111_195

/** A circle on the ground as a ring of `[longitude, latitude]`, closed. */
export function circleAround({ latitude, longitude }: Place, metres: number): [number, number][] {
  const north = metres / metresPerDegree
  const east = north / Math.cos((latitude * Math.PI) / 180)
  return Array.from({ length: 49 }, (_, index) => {
    const angle = (index / 48) * 2 * Math.PI
    return [longitude + east * Math.sin(angle), latitude + north * Math.cos(angle)]
  })
}
