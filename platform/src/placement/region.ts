/** A point on Earth, WGS 84 degrees. */
export interface Place {
  readonly latitude: number
  readonly longitude: number
}

export interface Region {
  readonly name: string
  /** As people say it, by language. */
  readonly title?: Readonly<Record<string, string>>
  readonly place: Place
  /** Where work goes that belongs to no region. Exactly one region is the core. */
  readonly core: boolean
  readonly nodes: readonly string[]
}

/** Great-circle distance in kilometres (haversine, Earth's mean radius). */
export function distanceKm(a: Place, b: Place): number {
  const radians = Math.PI / 180
  const sine = (degrees: number) => Math.sin((degrees * radians) / 2) ** 2
  const h =
    sine(b.latitude - a.latitude) +
    Math.cos(a.latitude * radians) * Math.cos(b.latitude * radians) * sine(b.longitude - a.longitude)
  return 2 * 6371 * Math.asin(Math.sqrt(h))
}

/** Who stands in for a region, best first: itself, then its neighbours by distance. */
export function rankFrom(regions: readonly Region[], home: Region): readonly Region[] {
  return regions.toSorted((a, b) => distanceKm(home.place, a.place) - distanceKm(home.place, b.place))
}
