import type { GroundPoint } from '../scene/scene.ts'

/** What an entity is about to do; nothing of it is drawn. Entities without a mind stay as they are. */
export type Mind = Driver | Sliding | Walker

export interface Driver {
  readonly kind: 'driver'
  /** Index in the layout's lanes, and metres along it. */
  readonly lane: number
  readonly along: number
  /** Metres a second that it likes to go. */
  readonly cruise: number
  /** It is past its stop line, or was let in, and not yet out of the junction. */
  readonly inJunction: boolean
  /** Metres along the lane where it is to come to a halt, once. */
  readonly haltAt: number | null
}

/** Nobody steers it any more: metres and radians a second. */
export interface Sliding {
  readonly kind: 'sliding'
  readonly x: number
  readonly z: number
  readonly spin: number
}

export interface Walker {
  readonly kind: 'walker'
  readonly to: GroundPoint
  readonly pace: number
}
