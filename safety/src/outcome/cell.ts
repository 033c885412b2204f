import geohash from 'ngeohash'
import type { Place } from '../camera/place.ts'

/** Letters of a cell's geohash: 4.9 by 4.9 km at the equator, about 3.9 by 4.9 km in Korea. */
export const cellLength = 5

/** The cells where an incident concerns drivers: its own and the eight around it, so at least 3.9 km in every direction. */
export function cellsAround({ latitude, longitude }: Place): string[] {
  const cell = geohash.encode(latitude, longitude, cellLength)
  return [cell, ...geohash.neighbors(cell)]
}
