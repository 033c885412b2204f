import { bearing, distance, turn } from './geodesy.ts'
import type { Motion } from './motion.ts'
import type { RoadWarning } from './road-warnings.svelte.ts'

/** A warning as seen from the car. */
export interface Ahead {
  readonly warning: RoadWarning
  /** As the crow flies. */
  readonly metres: number
  /** Degrees from the heading: 0 straight ahead, negative to the left; undefined while the heading is. */
  readonly direction: number | undefined
}

/** Metres beyond which nothing is told. */
const horizon = 3000
/** Metres within which a car that has not moved yet is told in whatever direction. */
const around = 1000
/** Metres to either side that a road may swing: near by, more of the view counts as ahead. */
const corridor = 150
/** Degrees to either side that count as ahead however far. */
const narrowest = 25

/** The nearest warning on the way, if any. No road is known here: ahead is what lies in a cone along the heading. */
export function nearestAhead(motion: Motion, warnings: readonly RoadWarning[]): Ahead | undefined {
  return warnings
    .map((warning) => seenFrom(motion, warning))
    .filter(isAhead)
    .toSorted((a, b) => a.metres - b.metres)[0]
}

function seenFrom({ place, heading }: Motion, warning: RoadWarning): Ahead {
  const [longitude, latitude] = warning.geometry.coordinates
  const there = { latitude, longitude }
  return {
    warning,
    metres: distance(place, there),
    direction: heading === undefined ? undefined : turn(heading, bearing(place, there)),
  }
}

function isAhead({ metres, direction }: Ahead): boolean {
  if (direction === undefined) return metres <= around
  const halfAngle = Math.max(narrowest, (Math.atan2(corridor, metres) * 180) / Math.PI)
  return metres <= horizon && Math.abs(direction) <= halfAngle
}
