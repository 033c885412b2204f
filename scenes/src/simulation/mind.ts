import type { GroundPoint } from '../scene/scene.ts'
import type { Held, Posture } from './state.ts'

/** What an entity is about to do; nothing of it is drawn. Entities without a mind stay as they are. */
export type Mind = Driver | Sliding | Walker | Bystander | Attacker | Burning | Drifting

export interface Driver {
  readonly kind: 'driver'
  /** Index in the layout's lanes, and metres along it of the vehicle's middle. */
  readonly lane: number
  readonly along: number
  /** Metres that it keeps to the right of the lane's middle. */
  readonly right: number
  /** Metres a second that it likes to go. */
  readonly cruise: number
  /** It may enter its lane's junction, or is in there. */
  readonly admitted: boolean
  /** Metres along the lane where it comes to a halt, and the second in which it goes on (null: stays). */
  readonly halt: { readonly at: number; readonly until: number | null } | null
  /** Whom it does not see. */
  readonly blindTo: Blindness | null
}

export interface Blindness {
  readonly id: number
  /** Metres along its own lane where both meet; null when it runs into the other's back. */
  readonly meet: number | null
}

/** Nobody steers it any more: metres and radians a second. */
export interface Sliding {
  readonly kind: 'sliding'
  readonly x: number
  readonly z: number
  readonly spin: number
}

/** Goes from one place to the next, over crossings when it may. */
export interface Walker {
  readonly kind: 'walker'
  /** The node of the layout that it comes from. */
  readonly node: number
  /** Nodes yet to reach, the next one first. */
  readonly route: readonly number[]
  /** Keeps this far from the middle of the way: metres east and south. */
  readonly beside: GroundPoint
  /** Metres a second. */
  readonly pace: number
  /** The crossing that it is on, by index. */
  readonly crossing: number | null
  /** Stays where it is until this second. */
  readonly pausedUntil: number
  /** How it carries itself on the way and at rest. */
  readonly posture: Posture
}

/** Has noticed the incident: goes to a spot after a moment and then does something there. */
export interface Bystander {
  readonly kind: 'bystander'
  readonly spot: GroundPoint
  readonly pace: number
  /** Begins to move in this second. */
  readonly from: number
  readonly facing: GroundPoint
  /** What it does there. */
  readonly posture: Posture
}

/** Walks in, draws a weapon at a second, and stands there with it. */
export interface Attacker {
  readonly kind: 'attacker'
  readonly weapon: Held
  readonly spot: GroundPoint
  readonly facing: GroundPoint
  readonly pace: number
  readonly draws: number
}

/** Flames that grow from `since` to full size in `grows` seconds. */
export interface Burning {
  readonly kind: 'burning'
  readonly since: number
  readonly grows: number
}

/** A loose piece in the air or skidding: metres a second. */
export interface Drifting {
  readonly kind: 'drifting'
  readonly x: number
  readonly y: number
  readonly z: number
  readonly spin: number
}
