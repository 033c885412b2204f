import { type BufferGeometry, Group, Mesh, MeshStandardMaterial, TorusGeometry } from 'three'
import type { TwoWheeler } from '../simulation/state.ts'
import { contactShadow, glow, pool } from './glow.ts'
import type { Model } from './model.ts'
import { type Figure, openFigure } from './person.ts'
import { pose } from './person-pose.ts'
import { place } from './place.ts'
import { ball, box, merged, painted, rod } from './shape.ts'

/** @param lampsOn it is dark enough for headlamps */
export function twoWheelerModel(bike: TwoWheeler, lampsOn: boolean): Model<TwoWheeler> {
  const { radius, base, seat } = frames[bike.model]
  const object = new Group()
  const material = new MeshStandardMaterial({ vertexColors: true, roughness: 0.45, metalness: 0.2 })
  const body = new Mesh(merged(bodies[bike.model](bike.colour)), material)
  body.castShadow = true
  const wheelGeometry = merged(wheel(radius, bike.model === 'bicycle'))
  const wheels = [-base / 2, base / 2].map((x) => {
    const mesh = new Mesh(wheelGeometry, material)
    mesh.position.set(x, radius, 0)
    mesh.castShadow = true
    return mesh
  })
  const tail = new MeshStandardMaterial({ color: '#8a0d10', emissive: '#ff1a12' })
  const tailLamp = new Mesh(box([0.05, 0.07, 0.12], '#ffffff'), tail)
  tailLamp.position.set(-base / 2 - 0.12, seat - 0.1, 0)
  object.add(body, ...wheels, tailLamp, contactShadow(base * 1.5, 0.7))
  if (lampsOn) {
    const halo = glow('#fff1d0', 0.8, 0.8)
    halo.position.set(base / 2 + 0.2, 0.95, 0)
    const beam = pool('#fff1d0', 9, 3, 0.35)
    beam.position.x = base / 2 + 4
    object.add(halo, beam)
  }

  let rider: Figure | undefined
  return {
    object,
    show(entity, second) {
      place(object, entity.pose)
      for (const mesh of wheels) mesh.rotation.z = -entity.rolled / radius
      tail.emissiveIntensity = entity.braking ? 3 : lampsOn ? 1.3 : 0.1
      if (entity.rider === null) {
        rider?.dispose()
        rider?.object.removeFromParent()
        rider = undefined
        return
      }
      if (rider === undefined) {
        rider = openFigure(entity.rider)
        rider.object.userData.rider = true
        object.add(rider.object)
      }
      const stance = { posture: 'ride', holding: null, gait: 0, second, habit: 0.5 } as const
      pose(rider.bones, stance, stance, 1)
      rider.bones.hips.position.set(-0.16, seat + 0.1, 0)
    },
    dispose() {
      rider?.dispose()
      for (const part of [body, tailLamp, ...wheels]) part.geometry.dispose()
      material.dispose()
      tail.dispose()
    },
  }
}

/** Metres: wheel radius, from axle to axle, height of the seat. */
const frames = {
  motorcycle: { radius: 0.31, base: 1.36, seat: 0.79 },
  scooter: { radius: 0.24, base: 1.25, seat: 0.76 },
  bicycle: { radius: 0.34, base: 1.05, seat: 0.92 },
}

function wheel(radius: number, thin: boolean): BufferGeometry[] {
  const tyre = thin ? 0.022 : 0.06
  const spokes = Array.from({ length: thin ? 8 : 5 }, (_, index) => {
    const angle = (index / (thin ? 8 : 5)) * Math.PI
    return box([radius * 1.7, thin ? 0.006 : 0.03, thin ? 0.006 : 0.03], '#a6abb0', { turn: [0, 0, angle] })
  })
  return [
    painted(new TorusGeometry(radius - tyre, tyre, 8, 22), '#141414'),
    rod(0.05, 0.12, '#8d9297', { turn: [Math.PI / 2, 0, 0] }),
    ...spokes,
  ]
}

/** A straight bar from one point to another in the plane of the wheels. */
function bar(
  from: readonly [number, number],
  to: readonly [number, number],
  radius: number,
  colour: string,
  z = 0,
): BufferGeometry {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  return rod(radius, Math.hypot(dx, dy), colour, {
    at: [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2, z],
    turn: [0, 0, Math.atan2(dy, dx) - Math.PI / 2],
    sides: 8,
  })
}

const black = '#17181a'
const chrome = '#b9bec2'

const handlebar = (x: number, y: number) =>
  rod(0.016, 0.66, black, { at: [x, y, 0], turn: [Math.PI / 2, 0, 0] })
const headlamp = (x: number, y: number) => ball(0.1, '#eef2f4', { at: [x, y, 0], scale: [0.7, 1, 1] })
const mirrors = (x: number, y: number) =>
  [-1, 1].flatMap((side) => [
    bar([x, y], [x - 0.02, y + 0.16], 0.007, black, side * 0.25),
    box([0.02, 0.07, 0.11], black, { at: [x - 0.02, y + 0.18, side * 0.27] }),
  ])

// biome-ignore format: a parts list
const bodies: Readonly<Record<TwoWheeler['model'], (colour: string) => BufferGeometry[]>> = {
  motorcycle: (colour) => [
    bar([0.68, 0.31], [0.46, 0.98], 0.03, chrome, 0.08), bar([0.68, 0.31], [0.46, 0.98], 0.03, chrome, -0.08),
    bar([-0.68, 0.31], [-0.05, 0.42], 0.035, black, 0.1), bar([-0.68, 0.31], [-0.05, 0.42], 0.035, black, -0.1),
    ball(0.26, colour, { at: [0.2, 0.86, 0], scale: [1.15, 0.6, 0.62], detail: 12 }),
    box([0.5, 0.34, 0.26], '#3c4045', { at: [0.08, 0.47, 0] }), box([0.3, 0.16, 0.3], chrome, { at: [0.1, 0.6, 0] }),
    box([0.72, 0.1, 0.26], black, { at: [-0.36, 0.79, 0] }), box([0.3, 0.12, 0.2], colour, { at: [-0.66, 0.76, 0], turn: [0, 0, 0.2] }),
    rod(0.06, 0.75, chrome, { at: [-0.4, 0.33, 0.17], turn: [0, 0, Math.PI / 2 - 0.12] }),
    ball(0.3, colour, { at: [0.68, 0.42, 0], scale: [0.9, 0.75, 0.32] }),
    handlebar(0.42, 1.03), headlamp(0.58, 0.9), ...mirrors(0.42, 1.04),
    box([0.02, 0.16, 0.16], '#f2f2ee', { at: [-0.84, 0.62, 0] }),
  ],
  scooter: (colour) => [
    box([0.1, 0.62, 0.36], colour, { at: [0.4, 0.62, 0], turn: [0, 0, 0.28] }), box([0.55, 0.08, 0.36], black, { at: [0.08, 0.3, 0] }),
    box([0.72, 0.36, 0.32], colour, { at: [-0.42, 0.5, 0] }), box([0.62, 0.1, 0.28], black, { at: [-0.34, 0.73, 0] }),
    ball(0.2, colour, { at: [0.62, 0.42, 0], scale: [1.2, 0.7, 0.5] }), bar([0.62, 0.24], [0.38, 0.98], 0.03, chrome),
    handlebar(0.36, 1.02), box([0.16, 0.14, 0.26], colour, { at: [0.4, 0.96, 0] }), headlamp(0.47, 0.94), ...mirrors(0.36, 1.03),
    // A delivery box, as most scooters of a Korean city have.
    box([0.42, 0.4, 0.42], '#2a2d33', { at: [-0.72, 1.0, 0] }), box([0.425, 0.1, 0.3], colour, { at: [-0.72, 1.0, 0] }),
    box([0.02, 0.14, 0.16], '#f2f2ee', { at: [-0.8, 0.52, 0] }),
  ],
  bicycle: (colour) => [
    bar([-0.525, 0.34], [-0.12, 0.3], 0.016, colour), bar([-0.525, 0.34], [-0.2, 0.78], 0.014, colour),
    bar([-0.12, 0.3], [-0.22, 0.9], 0.02, colour), bar([-0.12, 0.3], [0.34, 0.74], 0.022, colour), bar([-0.2, 0.78], [0.36, 0.82], 0.02, colour),
    bar([0.525, 0.34], [0.34, 0.95], 0.016, colour), box([0.26, 0.06, 0.16], black, { at: [-0.24, 0.92, 0] }),
    handlebar(0.34, 1.0), rod(0.09, 0.03, chrome, { at: [-0.12, 0.3, 0], turn: [Math.PI / 2, 0, 0] }),
    box([0.22, 0.2, 0.3], '#5d6166', { at: [0.55, 0.9, 0] }), bar([-0.12, 0.3], [-0.02, 0.16], 0.01, chrome, 0.1),
  ],
}
