import type { Title } from '../camera/place.ts'
import type { IncidentLabel } from '../incident/incident.ts'
import type { Part } from '../outcome/delivery.ts'

/** Somewhere to tell people: an account, a chat, another program. */
export interface Channel {
  /**
   * How a message whose answer was lost, by a broken connection or a killed process, stays a single one when it is
   * sent again. `key`: the service knows it by its id. `lookup`: what is there already is found. `none`: it does not,
   * and such a message may appear twice.
   */
  readonly supports: { readonly once: 'key' | 'lookup' | 'none' }
  /**
   * Resolves once the service has the message.
   *
   * @throws ChannelFailedError
   */
  send(note: Note, options: SendOptions): Promise<Sent>
}

/** A message with all that it needs, in the words of this channel's limits only when it is sent. */
export interface Note {
  /** The same whenever this message is sent to this channel, and no other's. */
  readonly id: string
  readonly incident: string
  readonly part: Part
  readonly label: IncidentLabel
  /** Lines, the most important first; the last is the link to the map. */
  readonly text: Title
  readonly alt: Title
  /** JPEG. */
  readonly image: Uint8Array | null
  readonly mapUrl: string
  readonly place: { readonly latitude: number; readonly longitude: number }
  /** Epoch milliseconds. */
  readonly at: number
  readonly virtual: boolean
  /** What the channel called the first message of this thread, and the one before this; null for the first. */
  readonly thread: { readonly root: string; readonly parent: string } | null
}

export interface SendOptions {
  /** An earlier attempt may have got through. */
  readonly unsure: boolean
  readonly signal: AbortSignal
}

export interface Sent {
  /** What the channel needs to continue the thread; empty where it has none. */
  readonly reference: string
  /** Where people can read it, if there is such a place. */
  readonly url: string | null
}
