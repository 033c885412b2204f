import type { Place } from '../api.ts'
import { bearing, distance } from './geodesy.ts'

/** Where a driver is and where to. */
export interface Motion {
  readonly place: Place
  /** Metres: the place is within so many with 95 % confidence. */
  readonly accuracy: number
  /** Degrees clockwise from north; undefined until the car has moved. */
  readonly heading: number | undefined
  /** Where the heading was last taken from. */
  readonly since: Place
}

/** What the Geolocation API tells of a position. */
export type Coordinates = Pick<
  GeolocationCoordinates,
  'latitude' | 'longitude' | 'accuracy' | 'heading' | 'speed'
>

/** Metres a car must have gone before its way says where it is heading: less is the receiver's noise. */
const step = 15
/** Metres a second below which a receiver's own heading is noise. */
const walking = 1.5

/** The next motion: by the receiver's heading while it drives, else by the way gone. A car that stands keeps its heading. */
export function moved(before: Motion | undefined, at: Coordinates): Motion {
  const place = { latitude: at.latitude, longitude: at.longitude }
  const { accuracy } = at
  if (at.heading !== null && !Number.isNaN(at.heading) && (at.speed ?? 0) >= walking)
    return { place, accuracy, heading: at.heading, since: place }
  if (before === undefined) return { place, accuracy, heading: undefined, since: place }
  const { heading, since } = before
  if (distance(since, place) < step) return { place, accuracy, heading, since }
  return { place, accuracy, heading: bearing(since, place), since: place }
}
