import type { Place, Title } from '../camera/place.ts'
import type { IncidentLabel } from '../incident/incident.ts'

export const postStatuses = ['published', 'waiting', 'refused'] as const
export type PostStatus = (typeof postStatuses)[number]

/** What a citizen reads about one incident. A waiting post is read by its reviewer alone. */
export interface Post {
  readonly id: string
  /** Id of the incident it tells of. */
  readonly incident: string
  /** Where it appears: the built-in city feed. */
  readonly channel: 'city'
  readonly label: IncidentLabel
  readonly region: string
  /** Id of the camera that saw it. */
  readonly camera: string
  readonly status: PostStatus
  readonly text: Title
  /** What the photo shows, for those who do not see it. Said of the scene also when there is no photo. */
  readonly alt: Title
  /** SHA-256 (hex) of the photo in the evidence store, or null when the post goes without one. */
  readonly image: string | null
  /** The photo has its faces pixelated. */
  readonly mosaicked: boolean
  /** Why there is no photo. */
  readonly note: string | null
  readonly place: Place
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** Epoch milliseconds, or null while it waits and for ever when it is refused. */
  readonly publishedAt: number | null
  /** The camera is a rendered one. */
  readonly virtual: boolean
  /** Name of the function that wrote it. */
  readonly function: string
  /** Epoch milliseconds: still waiting then, it is refused as expired. Null for one that never waited. */
  readonly expiresAt: number | null
  /** Name of the model that worded `alt`; null where it says what was measured. */
  readonly describedBy: string | null
  /** A reviewer changed its words before it went out. */
  readonly edited: boolean
  /** Why it was refused; null unless it was. */
  readonly refusal: Refusal | null
}

export interface Refusal {
  readonly by: 'reviewer' | 'expiry'
  /** The reviewer's words, or null when there are none. */
  readonly reason: string | null
}

/** What a reviewer says of a waiting post: it goes out, with other words where they are given, or it never does. */
export type Review =
  | { readonly decision: 'approve'; readonly text?: Title | undefined; readonly alt?: Title | undefined }
  | { readonly decision: 'refuse'; readonly reason?: string | undefined }
