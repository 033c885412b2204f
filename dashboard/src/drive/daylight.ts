import { getPosition } from 'suncalc'
import type { Place } from '../api.ts'
import type { Theme } from '../theme.svelte.ts'

/** Dark at night, by the sun where the car is; until that is known, as the system likes it. */
export function themeAt(place: Place | undefined, now: number): Theme {
  if (place === undefined) return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'
  return getPosition(new Date(now), place.latitude, place.longitude).altitude > 0 ? 'light' : 'dark'
}
