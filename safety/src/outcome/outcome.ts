import type { PostStatus } from './post.ts'

/** What a function caused for an incident, as the console lists it. */
export interface Outcome {
  readonly kind: 'pin' | 'post'
  /** Id of the post; a pin goes by its incident's id. */
  readonly id: string
  readonly incident: string
  /** Name of the function. */
  readonly function: string
  readonly region: string
  /** Epoch milliseconds. */
  readonly at: number
  /** A pin is published at once. */
  readonly status: PostStatus
}
