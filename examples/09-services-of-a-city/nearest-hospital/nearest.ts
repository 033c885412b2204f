import type { Hospital } from './hospitals.ts'

/** As the crow flies. */
export function nearest(hospitals: readonly Hospital[], to: Hospital['place']) {
  const [first] = hospitals
    .map((hospital) => ({ hospital, kilometres: distance(hospital.place, to) }))
    .toSorted((a, b) => a.kilometres - b.kilometres)
  if (first === undefined) throw new RangeError('There is no hospital: name some in hospitals.ts.')
  return first
}

function distance(a: Hospital['place'], b: Hospital['place']): number {
  const kilometresPerDegree = 111.2
  const east = (b.longitude - a.longitude) * Math.cos((a.latitude * Math.PI) / 180)
  return Math.hypot(b.latitude - a.latitude, east) * kilometresPerDegree
}
