import type { Box } from '../frame/box.ts'
import type { History } from './observation.ts'
import { distance, sizeOf, type Track } from './tracks.ts'

/** In more of the looks than this somebody stood there before. */
const seldom = 0.2

/**
 * Whether a vehicle was seen, up to an instant, where the track is at its end. Where they queue or park, a track that jumps
 * from one that drives past to one that stands there looks like a vehicle that stopped within a moment.
 */
export function stoodBefore({ steps }: Track, past: History, until: number): boolean {
  const lies = steps.at(-1)!.box
  const before = past.filter(({ capturedAt }) => capturedAt <= until)
  const taken = before.filter(({ detections, faint = [] }) =>
    [...detections, ...faint].some(({ label, box }) => label === 'vehicle' && isSamePlace(box, lies)),
  )
  return taken.length > before.length * seldom
}

const isSamePlace = (one: Box, other: Box): boolean => distance(one, other) < sizeOf(other) * 0.4
