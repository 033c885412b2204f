import type { Title } from '../camera/place.ts'
import type { Incident } from '../incident/incident.ts'
import type { FollowUpPart } from './delivery.ts'

/** What is told after the post, as the city feed shows it below. */
export interface FollowUp {
  /** Id of the change of the incident that it tells. */
  readonly id: string
  readonly incident: string
  /** 1, 2, 3 … within its incident. */
  readonly number: number
  readonly part: FollowUpPart
  readonly text: Title
  /** Epoch milliseconds of what it tells. */
  readonly at: number
  /** 0..1 of the picture that the incident took up then. */
  readonly share: number
}

/** What was told of an incident last. */
export type Told = Pick<FollowUp, 'at' | 'share'> & { readonly part: 'post' | FollowUpPart }

/** So many follow-ups at most: who follows a channel is not to be flooded by a detector in doubt. */
const mostFollowUps = 8
/** Between two that tell of growth. */
const growthSpacingMs = 120_000
/** A fire has grown when it takes up so many times as much of the picture. */
const growth = 2

/**
 * What is worth telling of an incident's change after what was told last; `undefined` when nothing is. A weapon
 * does not grow, and an older change than the one told last is no news.
 */
export function followUpPart(incident: Incident, told: Told, count: number): FollowUpPart | undefined {
  const at = changedAt(incident)
  if (at <= told.at || count >= mostFollowUps) return undefined
  if (incident.state === 'closed') return told.part === 'closed' ? undefined : 'closed'
  if (told.part === 'closed') return 'reopened'
  const grows = incident.label === 'fire' && shareOf(incident) >= growth * told.share
  return grows && at - told.at >= growthSpacingMs ? 'grown' : undefined
}

export function changedAt({ updatedAt, closedAt }: Incident): number {
  return closedAt ?? updatedAt
}

/** 0..1 of its picture that an incident takes up. */
export function shareOf({ box, width, height }: Incident): number {
  return (box.width * box.height) / (width * height)
}
