import type { Place, Title } from '../camera/place.ts'
import type { IncidentLabel } from '../incident/incident.ts'

export const deliveryStates = ['due', 'delivered', 'refused', 'expired'] as const
/**
 * `due` until the channel has it. `refused`: the channel will not take it, however often it is asked.
 * `expired`: it could not be delivered while it was still news.
 */
export type DeliveryState = (typeof deliveryStates)[number]

/** What is told of an incident after its post, in the same thread. */
export type FollowUpPart = 'grown' | 'closed' | 'reopened'
export type Part = 'post' | FollowUpPart

/** What a channel is to say, in both languages; the channel chooses. */
export interface Message {
  readonly part: Part
  readonly label: IncidentLabel
  readonly text: Title
  /** What the photo shows. */
  readonly alt: Title
  /** SHA-256 (hex) of the photo in the evidence store, its faces hidden; null without one. */
  readonly image: string | null
  readonly place: Place
  /** When it was written, epoch milliseconds. */
  readonly at: number
  readonly virtual: boolean
}

/** One message for one channel: a row of the outbox. */
export interface Delivery {
  /** The same for the same message and channel, whoever asks: `<incident>.<number>/<channel>`. */
  readonly id: string
  readonly incident: string
  /** 0 for the post, then its follow-ups. */
  readonly number: number
  /** Name of the channel in `city.yaml`. */
  readonly channel: string
  readonly region: string
  readonly state: DeliveryState
  /** Attempts that were begun. */
  readonly attempts: number
  /** An attempt was begun and its end is not known: the channel may have the message already. */
  readonly unsure: boolean
  /** Epoch milliseconds before which it is not to be tried. */
  readonly dueAt: number
  readonly createdAt: number
  /** When it was delivered or given up. */
  readonly settledAt: number | null
  /** What the channel itself needs to find the message again, as it gave it. */
  readonly reference: string | null
  /** Where people can read it. */
  readonly url: string | null
  /** Why it is not delivered yet, or never will be; free of secrets. */
  readonly problem: string | null
  readonly message: Message
}

export function deliveryId(incident: string, number: number, channel: string): string {
  return `${incident}.${number}/${channel}`
}
