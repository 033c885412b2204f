import {
  type BufferGeometry,
  ExtrudeGeometry,
  Group,
  Mesh,
  MeshStandardMaterial,
  Shape,
  SphereGeometry,
  TorusGeometry,
} from 'three'
import type { Held } from '../simulation/state.ts'
import type { Grip } from './person-pose.ts'
import { ball, box, merged, painted, rod } from './shape.ts'
import type { Bones } from './skeleton.ts'

/** A thing in somebody's hands. Its own coordinates: the grip at the origin, muzzle, blade or bit along +x, y up. */
export interface HeldThing {
  readonly object: Group
  /** In front of the chest at `grip`, or, with none, hanging from the right hand. */
  carry(bones: Bones, grip: Grip | null): void
  dispose(): void
}

export function heldThing({ kind, colour }: Held): HeldThing {
  const object = new Group()
  const metal = kind === 'pistol' || kind === 'long-gun' || kind === 'knife'
  const material = new MeshStandardMaterial({
    vertexColors: true,
    roughness: metal ? 0.42 : 0.75,
    metalness: metal ? 0.45 : 0,
    side: kind === 'umbrella' ? 2 : 0,
  })
  const mesh = new Mesh(merged(shapes[kind](colour)), material)
  mesh.castShadow = true
  object.add(mesh)
  return {
    object,
    carry(bones, grip) {
      if (grip === null) {
        bones.handRight.add(object)
        object.position.set(0.01, -0.085, 0)
        object.rotation.set(0, 0, hanging(kind))
        return
      }
      bones.chest.add(object)
      object.position.set(...grip.at)
      const { up = 0, left = 0 } = grip
      object.rotation.set(0, left, up, 'YZX')
    },
    dispose() {
      object.removeFromParent()
      mesh.geometry.dispose()
      material.dispose()
    },
  }
}

/** Radians from the line of sight down: a pistol points to the ground, a bag hangs as it likes. */
const hanging = (kind: Held['kind']) =>
  kind === 'bag' || kind === 'long-bag' || kind === 'umbrella' ? 0 : -1.15

const steel = '#d9dee3'
const gunmetal = '#1c1d20'
const black = '#0e0e10'
const wood = '#5a351c'

const barrel = (radius: number, from: number, to: number, y: number, color: string) =>
  rod(radius, to - from, color, { at: [(from + to) / 2, y, 0], turn: [0, 0, Math.PI / 2] })

// biome-ignore format: a parts list
const shapes: Readonly<Record<Held['kind'], (colour: string) => BufferGeometry[]>> = {
  pistol: () => [
    box([0.195, 0.036, 0.03], gunmetal, { at: [0.068, 0.056, 0] }),
    box([0.15, 0.022, 0.026], black, { at: [0.06, 0.03, 0] }),
    box([0.05, 0.118, 0.029], black, { at: [-0.012, -0.024, 0], turn: [0, 0, -0.22] }),
    barrel(0.008, 0.155, 0.175, 0.058, black),
    painted(new TorusGeometry(0.022, 0.004, 6, 14), black, { at: [0.045, 0.006, 0] }),
    box([0.012, 0.01, 0.006], black, { at: [0.15, 0.078, 0] }),
    box([0.01, 0.01, 0.016], black, { at: [-0.022, 0.078, 0] }),
  ],
  'long-gun': () => [
    box([0.27, 0.075, 0.042], gunmetal, { at: [0.08, 0.06, 0] }),
    barrel(0.012, 0.2, 0.64, 0.075, gunmetal),
    box([0.21, 0.052, 0.046], black, { at: [0.29, 0.07, 0] }),
    box([0.05, 0.1, 0.034], black, { at: [-0.02, -0.015, 0], turn: [0, 0, -0.3] }),
    box([0.062, 0.17, 0.032], black, { at: [0.13, -0.03, 0], turn: [0, 0, 0.25] }),
    box([0.2, 0.052, 0.036], black, { at: [-0.14, 0.055, 0] }),
    box([0.055, 0.13, 0.042], black, { at: [-0.25, 0.03, 0] }),
    box([0.18, 0.03, 0.022], black, { at: [0.1, 0.115, 0] }),
    barrel(0.017, 0.6, 0.65, 0.075, black),
    box([0.012, 0.05, 0.006], black, { at: [0.58, 0.1, 0] }),
  ],
  knife: () => {
    const blade = new Shape()
    blade.moveTo(0, -0.019)
    blade.lineTo(0, 0.023)
    blade.lineTo(0.17, 0.023)
    blade.quadraticCurveTo(0.21, 0.012, 0.23, -0.002)
    blade.quadraticCurveTo(0.17, -0.021, 0.08, -0.023)
    return [
      painted(new ExtrudeGeometry(blade, { depth: 0.003, bevelEnabled: false }), steel, { at: [0.05, 0, -0.0015] }),
      box([0.125, 0.032, 0.022], black, { at: [-0.01, 0, 0] }),
    ]
  },
  phone: (colour) => [
    box([0.01, 0.155, 0.076], colour, { at: [0, 0.04, 0] }),
    box([0.003, 0.142, 0.068], '#9fc4e8', { at: [-0.006, 0.04, 0] }),
  ],
  drill: () => [
    rod(0.036, 0.2, '#e0a010', { at: [0.06, 0.055, 0], turn: [0, 0, Math.PI / 2] }),
    box([0.045, 0.13, 0.036], black, { at: [0, -0.02, 0], turn: [0, 0, -0.15] }),
    box([0.09, 0.05, 0.062], black, { at: [0.01, -0.1, 0] }),
    barrel(0.009, 0.15, 0.25, 0.055, steel),
  ],
  torch: () => [
    barrel(0.014, -0.06, 0.12, 0, '#30343a'),
    barrel(0.008, 0.12, 0.19, -0.01, '#b5822f'),
    barrel(0.01, -0.4, -0.05, 0.01, '#1d3a63'),
  ],
  umbrella: (colour) => {
    const canopy = new SphereGeometry(0.58, 10, 5, 0, Math.PI * 2, 0, Math.PI * 0.36)
    return [
      rod(0.008, 0.92, '#222326', { at: [0, 0.32, 0] }),
      painted(canopy, colour, { at: [0, 0.3, 0] }),
      ball(0.016, black, { at: [0, -0.12, 0], detail: 6 }),
    ]
  },
  'umbrella-closed': (colour) => [
    barrel(0.021, 0, 0.6, 0, colour),
    barrel(0.006, 0.6, 0.72, 0, steel),
    barrel(0.012, -0.12, 0, 0, wood),
  ],
  bag: (colour) => [
    box([0.34, 0.27, 0.12], colour, { at: [0, -0.3, 0] }),
    painted(new TorusGeometry(0.09, 0.011, 6, 16, Math.PI), wood, { at: [0, -0.165, 0] }),
  ],
  'long-bag': (colour) => [
    rod(0.1, 0.85, colour, { at: [0, -0.24, 0], turn: [0, 0, Math.PI / 2], sides: 12 }),
    painted(new TorusGeometry(0.12, 0.012, 6, 16, Math.PI), black, { at: [0, -0.14, 0] }),
  ],
}
