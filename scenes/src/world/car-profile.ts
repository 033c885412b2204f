/** The outline of one kind of vehicle as seen from its side: metres, x forward from its middle, y up from the road. */
export interface CarProfile {
  readonly length: number
  readonly width: number
  /** The line of bonnet, window sill and boot lid, from the tail to the nose. */
  readonly deck: Line
  /** The line of the roof with its windscreens; outside of it there is no cabin. */
  readonly roof: Line
  /** Where pillars stand between side windows. */
  readonly pillars: readonly number[]
  /** Behind this x the sides of the cabin have no windows. */
  readonly closedBehind?: number
  readonly axles: readonly [rear: number, front: number]
  readonly wheelRadius: number
  /** Height of the body's lower edge. */
  readonly sill: number
  /** A cargo box behind the cab: from, to, lower and upper edge. */
  readonly cargo?: {
    readonly rear: number
    readonly front: number
    readonly floor: number
    readonly top: number
  }
}

export type Line = readonly (readonly [x: number, y: number])[]

// biome-ignore format: outlines are read as lines
export const carProfiles = {
  sedan: {
    length: 4.7, width: 1.84, sill: 0.24, axles: [-1.38, 1.42], wheelRadius: 0.33, pillars: [-0.3, -1.02],
    deck: [[-2.35, 0.72], [-2.3, 0.92], [-2.1, 1.02], [-1.4, 1.03], [0.95, 0.97], [1.6, 0.9], [2.1, 0.79], [2.3, 0.68], [2.35, 0.55]],
    roof: [[-1.95, 1.02], [-1.5, 1.22], [-1, 1.39], [-0.4, 1.46], [0.1, 1.45], [0.4, 1.4], [1.25, 0.96]],
  },
  hatch: {
    length: 4.0, width: 1.74, sill: 0.23, axles: [-1.25, 1.25], wheelRadius: 0.31, pillars: [-0.25, -1.2],
    deck: [[-2, 0.75], [-1.95, 0.98], [-1.6, 1.02], [1, 0.99], [1.55, 0.9], [1.85, 0.77], [1.96, 0.65], [2, 0.55]],
    roof: [[-1.94, 1], [-1.62, 1.38], [-1.2, 1.5], [-0.3, 1.53], [0.15, 1.49], [0.45, 1.4], [1.2, 0.97]],
  },
  suv: {
    length: 4.65, width: 1.9, sill: 0.32, axles: [-1.36, 1.4], wheelRadius: 0.37, pillars: [-0.18, -1.18],
    deck: [[-2.32, 0.85], [-2.27, 1.1], [-2, 1.14], [1, 1.12], [1.75, 1.05], [2.15, 0.94], [2.28, 0.8], [2.32, 0.62]],
    roof: [[-2.26, 1.12], [-2, 1.5], [-1.75, 1.65], [-0.4, 1.72], [0.2, 1.69], [0.5, 1.6], [1.3, 1.1]],
  },
  van: {
    length: 5.1, width: 1.98, sill: 0.3, axles: [-1.6, 1.68], wheelRadius: 0.34, pillars: [0.45, -1],
    deck: [[-2.55, 0.9], [-2.52, 1.15], [1.5, 1.14], [2.1, 1.02], [2.42, 0.86], [2.52, 0.72], [2.55, 0.6]],
    roof: [[-2.52, 1.15], [-2.42, 1.85], [-2.25, 1.95], [-0.3, 2], [0.7, 1.94], [1.05, 1.82], [1.95, 1.1]],
  },
  truck: {
    length: 5.2, width: 1.76, sill: 0.34, axles: [-1.55, 1.5], wheelRadius: 0.33, pillars: [1.25], closedBehind: 1.1,
    deck: [[0.78, 0.9], [0.8, 1.22], [2.2, 1.2], [2.48, 1.06], [2.56, 0.86], [2.6, 0.6]],
    roof: [[0.8, 1.22], [0.84, 1.8], [1, 1.92], [1.75, 1.95], [2, 1.86], [2.4, 1.12]],
    cargo: { rear: -2.6, front: 0.68, floor: 0.78, top: 2.35 },
  },
  bus: {
    length: 10.6, width: 2.48, sill: 0.36, axles: [-2.9, 3.3], wheelRadius: 0.48, pillars: [-4.2, -2.8, -1.4, 0, 1.4, 2.8, 4.1],
    deck: [[-5.3, 0.9], [-5.26, 1.2], [5.2, 1.16], [5.28, 0.95], [5.3, 0.6]],
    roof: [[-5.28, 1.2], [-5.22, 2.75], [-5, 2.98], [0, 3.05], [4.75, 2.98], [5.08, 2.75], [5.27, 1.16]],
  },
} satisfies Record<string, CarProfile>

export type CarStyle = keyof typeof carProfiles
