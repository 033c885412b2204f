import type { GroundPoint, IncidentKind } from '../scene/scene.ts'
import type { Mind } from './mind.ts'

/** Steps in a second: the simulation knows no other lengths of time. */
export const stepsPerSecond = 30

/** One moment of a scene. A value: a step makes another and leaves this one alone. */
export interface State {
  readonly step: number
  /** `step / stepsPerSecond` */
  readonly second: number
  /** In the order in which they came. */
  readonly entities: readonly Entity[]
  /** What each light of the layout shows, by its index there. */
  readonly signals: readonly Light[]
  readonly incident: Incident | null
  readonly hidden: Hidden
}

export type Light = 'green' | 'amber' | 'red'

export interface Incident {
  readonly kind: IncidentKind
  readonly label: 'accident' | 'fire' | 'gun' | 'knife'
  /** Ids of those it consists of: wrecks and the fallen, flames, or the armed person and the weapon. */
  readonly entities: readonly number[]
  /** The second in which it began to be visible. */
  readonly since: number
}

/**
 * Metres and radians; x east, z south, y up, at the ground point of the thing's middle.
 * Heading 0 looks to +x and grows counter-clockwise seen from above, so it looks along (cos, -sin) in (x, z):
 * three.js's `rotation.y` of a model that looks to +x. Then pitch lifts the nose (`rotation.z`),
 * then roll leans to the thing's right (`rotation.x`); Euler order `YZX`.
 */
export interface Pose {
  readonly x: number
  readonly y: number
  readonly z: number
  readonly heading: number
  readonly pitch: number
  readonly roll: number
}

export type Entity = Vehicle | TwoWheeler | Person | Prop | Fire | Plume | Sparks

interface Body {
  /** 1 to 255, for as long as it is there. Held things have ids of their own from the same numbers. */
  readonly id: number
  readonly pose: Pose
}

export type CarModel = 'sedan' | 'hatch' | 'suv' | 'van' | 'taxi'

export interface Vehicle extends Body {
  readonly kind: 'car' | 'bus' | 'truck'
  readonly model: CarModel | 'bus' | 'truck'
  /** `#rrggbb` */
  readonly colour: string
  /** Metres a second along its heading. */
  readonly speed: number
  /** Metres rolled so far, for the wheels. */
  readonly rolled: number
  /** Radians of the front wheels, counter-clockwise. */
  readonly steering: number
  readonly braking: boolean
  readonly indicators: 'left' | 'right' | 'hazard' | null
  readonly damage: Damage
  /** 0 whole to 1 burnt out. */
  readonly burning: number
  /** Nobody inside and lamps off. */
  readonly parked: boolean
}

export interface Damage {
  /** 0 to 1. */
  readonly amount: number
  /** Where the hardest blow came from, in radians from its own nose, counter-clockwise. */
  readonly bearing: number
}

export interface TwoWheeler extends Body {
  readonly kind: 'two-wheeler'
  readonly model: 'motorcycle' | 'scooter' | 'bicycle'
  readonly colour: string
  readonly speed: number
  readonly rolled: number
  readonly braking: boolean
  /** Null once the rider lies beside it as a person of its own. */
  readonly rider: Look | null
  readonly damage: Damage
}

export type Posture =
  | 'stand'
  | 'walk'
  | 'run'
  | 'crouch'
  | 'fallen'
  | 'hands-up'
  | 'aim'
  | 'slash'
  | 'phone-ear'
  | 'phone-film'
  | 'phone-out'
  | 'drill'
  | 'weld'
  | 'reach'
  | 'carry'
  | 'umbrella'

export interface Person extends Body {
  readonly kind: 'person'
  readonly look: Look
  readonly posture: Posture
  /** Seconds since the posture changed, to blend the last one into it. */
  readonly postureSeconds: number
  readonly previousPosture: Posture
  /** Metres a second. */
  readonly speed: number
  /** Radians of the walk cycle; two steps are one turn. */
  readonly gait: number
  readonly holding: Held | null
}

export interface Held {
  readonly id: number
  readonly kind:
    | 'pistol'
    | 'long-gun'
    | 'knife'
    | 'phone'
    | 'drill'
    | 'torch'
    | 'umbrella'
    | 'umbrella-closed'
    | 'bag'
    | 'long-bag'
  readonly colour: string
}

/** How somebody looks; colours are `#rrggbb`. */
export interface Look {
  /** Metres. */
  readonly height: number
  /** Girth, 0.9 slim to 1.15. */
  readonly build: number
  readonly skin: string
  readonly hair: { readonly style: 'short' | 'long' | 'bald'; readonly colour: string }
  readonly top: {
    readonly cut: 'shirt' | 'jacket' | 'coat'
    readonly sleeves: 'short' | 'long'
    readonly colour: string
  }
  readonly bottom: { readonly cut: 'trousers' | 'shorts' | 'skirt'; readonly colour: string }
  readonly shoes: string
  readonly hat: { readonly kind: 'cap' | 'hood' | 'helmet' | 'mask'; readonly colour: string } | null
  readonly backpack: string | null
}

export interface Prop extends Body {
  readonly kind: 'prop'
  readonly model: 'bin' | 'debris' | 'cone' | 'sack' | 'work-piece'
  readonly colour: string
  /** Metres: length, width, height. */
  readonly size: readonly [number, number, number]
  /** 0 whole to 1 burnt out. */
  readonly burning: number
}

export interface Fire extends Body {
  readonly kind: 'fire'
  /** 0 to 1; flames reach full size at 1. */
  readonly intensity: number
  /** Metres at full intensity: along the pose's heading, across it, up. */
  readonly size: readonly [number, number, number]
  /** What burns. */
  readonly on: number
}

export interface Plume extends Body {
  readonly kind: 'smoke' | 'steam'
  /** 0 to 1. */
  readonly density: number
  /** Metres across at its source, and how high it goes. */
  readonly size: number
  readonly height: number
  readonly tone: 'dark' | 'light'
}

export interface Sparks extends Body {
  readonly kind: 'sparks'
  /** 0 to 1. */
  readonly intensity: number
}

/** What somebody outside of the scene asks for; applied at the beginning of a step. */
export type Command =
  | { readonly kind: 'stage'; readonly incident: IncidentKind; readonly near: GroundPoint }
  | { readonly kind: 'reset' }

/** A command and the step it was given to: `step` with this command made the state of that number. */
export interface LoggedCommand {
  readonly step: number
  readonly command: Command
}

/** What the simulation alone reads. */
export interface Hidden {
  readonly seed: number
  readonly random: number
  readonly nextId: number
  /** Seconds by which the lights are ahead of the clock. */
  readonly signalLead: number
  /** The second in which the next vehicle comes, by lane entry. */
  readonly arrivals: readonly number[]
  readonly staging: Staging | null
  /** What each entity is about to do, by id. */
  readonly minds: Readonly<Record<number, Mind>>
}

/** An incident on its way. */
export interface Staging {
  readonly kind: IncidentKind
  readonly near: GroundPoint
  /** The second in which it is to be seen. */
  readonly at: number
  /** Those who take part know what to do. */
  readonly done: boolean
}
