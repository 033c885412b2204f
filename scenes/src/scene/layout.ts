import type { GroundPoint } from './scene.ts'

/**
 * What stands still in a place: plain data for the renderer, and the ways that actors take through it.
 * Metres; x east, z south, y up; headings in radians as in a `Pose` (0 looks east, counter-clockwise from above).
 */
export interface Layout {
  /** The ground that is drawn: `x` and `z` from and to. */
  readonly bounds: { readonly x: readonly [number, number]; readonly z: readonly [number, number] }
  /** What lies where no surface does. */
  readonly ground: 'grass' | 'concrete' | 'tiles'
  /** Flat areas; later ones lie on earlier ones. */
  readonly surfaces: readonly Surface[]
  readonly markings: readonly Marking[]
  readonly buildings: readonly Building[]
  readonly trees: readonly Tree[]
  readonly lamps: readonly Lamp[]
  readonly signalHeads: readonly SignalHead[]
  readonly furniture: readonly Furniture[]
  /** The room's inside when the place is one: walls stand at the edges of `bounds`. */
  readonly room: { readonly height: number; readonly door: Opening } | null
  readonly lanes: readonly Lane[]
  /** Where vehicles are parked at the beginning, those most in view first. */
  readonly bays: readonly Bay[]
  /** Where bins stand at the beginning. */
  readonly bins: readonly GroundPoint[]
  readonly crossings: readonly Crossing[]
  /** Where walkers go: a graph of points. */
  readonly walks: readonly WalkNode[]
  readonly signals: readonly SignalPlan[]
}

export interface Surface {
  readonly kind: 'road' | 'sidewalk' | 'floor' | 'verge'
  /** Corners in order; metres above ground is 0 for roads and 0.12 for sidewalks. */
  readonly outline: readonly GroundPoint[]
}

export interface Marking {
  readonly kind: 'lane' | 'edge' | 'centre' | 'stop' | 'zebra' | 'bay'
  readonly from: GroundPoint
  readonly to: GroundPoint
  readonly width: number
  /** Metres painted and metres left out; null is one unbroken line. */
  readonly dash: readonly [on: number, off: number] | null
  readonly colour: 'white' | 'yellow' | 'blue'
}

/** A box house. Its front is the side that looks to `heading`. */
export interface Building {
  readonly at: GroundPoint
  readonly heading: number
  /** Metres: along the front, back from it, up. */
  readonly size: readonly [width: number, depth: number, height: number]
  readonly storeys: number
  /** Windows side by side on the front. */
  readonly bays: number
  readonly shopFront: boolean
  readonly colour: string
  readonly seed: number
}

export interface Tree {
  readonly at: GroundPoint
  readonly height: number
  readonly seed: number
}

/** A street lamp: the pole at `at`, its arm towards `heading`. */
export interface Lamp {
  readonly at: GroundPoint
  readonly heading: number
  readonly height: number
}

/** A signal on its post. Its lights look towards `heading`, at those who come from there. */
export interface SignalHead {
  /** Index in `signals` of the layout and of the state. */
  readonly signal: number
  readonly kind: 'vehicle' | 'walk'
  readonly at: GroundPoint
  readonly height: number
  readonly heading: number
}

export interface Furniture {
  readonly kind:
    | 'shelf'
    | 'till'
    | 'stall'
    | 'bench'
    | 'bus-stop'
    | 'manhole'
    | 'barrier'
    | 'guard-rail'
    | 'bollard'
    | 'gantry'
    | 'air-conditioner'
    | 'sign'
  readonly at: GroundPoint
  readonly heading: number
  /** Metres: along the heading, across it, up. */
  readonly size: readonly [length: number, width: number, height: number]
  readonly seed: number
}

export interface Opening {
  readonly at: GroundPoint
  readonly heading: number
  readonly width: number
}

/** One way through the place for a vehicle, from where it comes into being to where it leaves or parks. */
export interface Lane {
  /** One a metre. */
  readonly points: readonly GroundPoint[]
  /** Metres a second. */
  readonly speedLimit: number
  readonly turn: 'straight' | 'left' | 'right'
  /** Lanes with the same entry begin as one; of those, this one is taken with the probability `share`. */
  readonly entry: number
  readonly share: number
  /** What becomes of a vehicle at its end. */
  readonly ends: 'leave' | 'park'
  /** The light that governs it, by index in `signals`, or null. */
  readonly signal: number | null
  /** Metres along the lane: where to wait, and where the junction is left behind; null without a junction. */
  readonly junction: { readonly from: number; readonly to: number } | null
  /** Lanes that it crosses or joins in the junction, by index. */
  readonly conflicts: readonly number[]
  /** Crossings it runs over, by index. */
  readonly crossings: readonly number[]
}

export interface Bay {
  readonly at: GroundPoint
  readonly heading: number
}

/** A zebra crossing, walked from `from` to `to` and back. */
export interface Crossing {
  readonly from: GroundPoint
  readonly to: GroundPoint
  readonly width: number
  /** The light for walkers, by index in `signals`, or null. */
  readonly signal: number | null
}

export interface WalkNode {
  readonly at: GroundPoint
  /** By index; over which crossing, or null. */
  readonly to: readonly { readonly node: number; readonly crossing: number | null }[]
  /** Where walkers come into being and leave, out of sight of most cameras. */
  readonly gate: boolean
  /** What one does here besides walking on. */
  readonly stay: 'browse' | 'pay' | 'sell' | 'wait' | null
}

/** A fixed cycle: the phase that a light shows from each second of the cycle on. */
export interface SignalPlan {
  readonly cycle: number
  readonly phases: readonly { readonly from: number; readonly light: 'green' | 'amber' | 'red' }[]
}
