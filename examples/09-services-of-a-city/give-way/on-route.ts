export interface Place {
  readonly latitude: number
  readonly longitude: number
}

/** Half a road and its error, and as far ahead as a siren is heard late: metres. */
const width = 25
const ahead = 1000

/**
 * Vehicles on the route, nearest first, with the metres that the ambulance has to go until it is there.
 *
 * @param route from where the ambulance is to where it goes
 */
export function onRoute(route: readonly Place[], vehicles: ReadonlyMap<string, Place>) {
  return [...vehicles]
    .flatMap(([vehicle, place]) => {
      const metres = alongRoute(route, place)
      return metres === undefined || metres > ahead ? [] : [{ vehicle, metres: Math.round(metres) }]
    })
    .toSorted((a, b) => a.metres - b.metres)
}

function alongRoute(route: readonly Place[], place: Place): number | undefined {
  let before = 0
  for (const [index, from] of route.entries()) {
    const to = route[index + 1]
    if (to === undefined) return undefined
    const [ex, ey] = metresBetween(from, to)
    const [px, py] = metresBetween(from, place)
    const length = Math.hypot(ex, ey)
    if (length > 0) {
      const along = (px * ex + py * ey) / length
      const beside = Math.abs(px * ey - py * ex) / length
      if (along >= 0 && along <= length && beside <= width) return before + along
    }
    before += length
  }
  return undefined
}

/** East and north. */
function metresBetween(from: Place, to: Place): [number, number] {
  const metresPerDegree = 111_200
  const east = (to.longitude - from.longitude) * Math.cos((from.latitude * Math.PI) / 180)
  return [east * metresPerDegree, (to.latitude - from.latitude) * metresPerDegree]
}
