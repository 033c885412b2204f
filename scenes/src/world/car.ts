import { Color, DoubleSide, Group, Mesh, MeshStandardMaterial } from 'three'
import type { Damage, Vehicle } from '../simulation/state.ts'
import { type CarBody, carBody, outline } from './car-body.ts'
import { type CarProfile, carProfiles } from './car-profile.ts'
import { contactShadow, glow, pool } from './glow.ts'
import type { Model } from './model.ts'
import { place } from './place.ts'
import { box, merged, rod } from './shape.ts'

/** @param lampsOn it is dark enough for headlamps */
export function carModel(vehicle: Vehicle, lampsOn: boolean): Model<Vehicle> {
  const profile: CarProfile = carProfiles[vehicle.model === 'taxi' ? 'sedan' : vehicle.model]
  const object = new Group()
  const paint = new MeshStandardMaterial({
    vertexColors: true,
    roughness: 0.34,
    metalness: 0.3,
    side: DoubleSide,
  })
  const glass = new MeshStandardMaterial({
    vertexColors: true,
    roughness: 0.08,
    side: DoubleSide,
    envMapIntensity: 1.2,
  })
  const matte = new MeshStandardMaterial({ vertexColors: true, roughness: 0.9, side: DoubleSide })
  const skin = (material: MeshStandardMaterial) => {
    const mesh = new Mesh(undefined, material)
    mesh.castShadow = true
    mesh.receiveShadow = material !== glass
    object.add(mesh)
    return mesh
  }
  const [paintMesh, glassMesh, matteMesh] = [skin(paint), skin(glass), skin(matte)]
  let shown: Damage | undefined
  const shape = (damage: Damage) => {
    if (damage.amount === shown?.amount && damage.bearing === shown.bearing) return
    shown = damage
    const body: CarBody = carBody(profile, vehicle.colour, damage)
    for (const [mesh, geometry] of [
      [paintMesh, body.paint],
      [glassMesh, body.glass],
      [matteMesh, body.matte],
    ] as const) {
      mesh.geometry.dispose()
      mesh.geometry = geometry
    }
  }
  const lamps = carLamps(profile, lampsOn)
  const wheels = carWheels(profile, matte)
  object.add(lamps.object, ...wheels.map(({ object }) => object))
  object.add(contactShadow(profile.length * 1.06, profile.width * 1.2))
  if (vehicle.model === 'taxi') object.add(taxiSign(profile, lampsOn))

  const clean = new Color('#ffffff')
  const burnt = new Color('#151110')
  return {
    object,
    show(entity, second) {
      place(object, entity.pose)
      shape(entity.damage)
      paint.color.lerpColors(clean, burnt, entity.burning * 0.92)
      paint.roughness = 0.34 + 0.6 * entity.burning
      paint.metalness = 0.3 * (1 - entity.burning)
      glass.roughness = 0.08 + 0.8 * entity.burning
      for (const wheel of wheels) wheel.turn(entity.rolled, entity.steering)
      lamps.show(entity, second)
    },
    dispose() {
      object.traverse((part) => {
        if (!(part instanceof Mesh)) return
        part.geometry.dispose()
        part.material.dispose()
      })
    },
  }
}

interface Wheel {
  readonly object: Group
  turn(rolled: number, steering: number): void
}

function carWheels(profile: CarProfile, material: MeshStandardMaterial): Wheel[] {
  const { wheelRadius: radius, width, axles } = profile
  const geometry = merged([
    rod(radius, 0.22, '#131313', { turn: [Math.PI / 2, 0, 0], sides: 24 }),
    rod(radius * 0.68, 0.232, '#9da2a7', { turn: [Math.PI / 2, 0, 0], sides: 18 }),
    rod(radius * 0.6, 0.234, '#33363a', { turn: [Math.PI / 2, 0, 0], sides: 18 }),
    ...Array.from({ length: 5 }, (_, spoke) => {
      const angle = (spoke / 5) * 2 * Math.PI
      return box([radius * 0.6, radius * 0.2, 0.238], '#a9aeb3', {
        at: [Math.cos(angle) * radius * 0.33, Math.sin(angle) * radius * 0.33, 0],
        turn: [0, 0, angle],
      })
    }),
    rod(radius * 0.16, 0.242, '#8d9297', { turn: [Math.PI / 2, 0, 0], sides: 10 }),
  ])
  return axles.flatMap((axle, index) =>
    [1, -1].map((side) => {
      const object = new Group()
      object.rotation.order = 'YZX'
      object.position.set(axle, radius, side * (outline(profile, axle).half - 0.125))
      if (profile.length > 8) object.position.z = side * (width / 2 - 0.15)
      const mesh = new Mesh(geometry, material)
      mesh.castShadow = true
      object.add(mesh)
      return {
        object,
        turn(rolled: number, steering: number) {
          object.rotation.y = index === 1 ? steering : 0
          mesh.rotation.z = -rolled / radius
        },
      }
    }),
  )
}

interface Lamps {
  readonly object: Group
  show(vehicle: Vehicle, second: number): void
}

const headColor = '#fff1d0'

function carLamps(profile: CarProfile, lampsOn: boolean): Lamps {
  const { length, width } = profile
  const object = new Group()
  const head = new MeshStandardMaterial({ color: '#e9eef2', emissive: headColor, roughness: 0.15 })
  const tail = new MeshStandardMaterial({ color: '#7d0a0d', emissive: '#ff1a12', roughness: 0.3 })
  const blinkers = { left: blinker(), right: blinker() }
  const big = length > 8
  const headY = Math.min(0.74, outline(profile, length / 2 - 0.06).deck - 0.1)
  const rearDeck = profile.cargo === undefined ? outline(profile, -length / 2 + 0.1).deck : 0.9
  const tailY = Math.min(big ? 1.1 : 0.98, rearDeck - 0.1)
  const headZ = width * (big ? 0.38 : 0.325)
  const tailZ = width * (big ? 0.42 : 0.345)
  const lens = (
    sides: readonly number[],
    size: readonly [number, number, number],
    x: number,
    y: number,
    z: number,
    skew: number,
  ) => merged(sides.map((side) => box(size, '#ffffff', { at: [x, y, side * z], turn: [0, -side * skew, 0] })))
  const add = (geometry: Mesh['geometry'], material: MeshStandardMaterial) =>
    object.add(new Mesh(geometry, material))
  add(lens([1, -1], [0.1, 0.13, 0.36], length / 2 - 0.1, headY, headZ, 0.3), head)
  add(lens([1, -1], [0.09, 0.16, 0.32], -length / 2 + 0.055, tailY, tailZ, -0.25), tail)
  for (const [name, side] of [
    ['right', 1],
    ['left', -1],
  ] as const) {
    add(lens([side], [0.1, 0.07, 0.14], length / 2 - 0.17, headY - 0.02, headZ + 0.2, 0.6), blinkers[name])
    add(
      lens([side], [0.09, 0.07, 0.12], -length / 2 + 0.09, tailY - 0.13, tailZ + 0.02, -0.3),
      blinkers[name],
    )
  }
  const shine = new Group()
  const brakeGlow = new Group()
  if (lampsOn) {
    const beam = pool(headColor, 12, 5.5, 0.4)
    beam.position.set(length / 2 + 5.4, 0.04, 0)
    shine.add(beam)
    for (const side of [1, -1]) {
      const halo = glow(headColor, 0.9, 0.85)
      halo.position.set(length / 2 + 0.05, headY, side * headZ)
      const red = glow('#ff2a14', 0.75, 0.5)
      red.position.set(-length / 2 - 0.05, tailY, side * tailZ)
      shine.add(halo, red)
    }
  }
  for (const side of [1, -1]) {
    const red = glow('#ff2a14', lampsOn ? 1 : 0.45, lampsOn ? 0.7 : 0.35)
    red.position.set(-length / 2 - 0.06, tailY, side * tailZ)
    brakeGlow.add(red)
  }
  object.add(shine, brakeGlow)
  return {
    object,
    show({ parked, braking, indicators, burning }, second) {
      const alive = !parked && burning < 0.5
      const lit = lampsOn && alive
      head.emissiveIntensity = lit ? 3.5 : 0.12
      tail.emissiveIntensity = alive && braking ? 3.2 : lit ? 1.3 : 0.1
      shine.visible = lit
      brakeGlow.visible = alive && braking
      const flash = second % 0.8 < 0.4 && burning < 0.5
      for (const [name, lamp] of Object.entries(blinkers))
        lamp.emissiveIntensity = flash && (indicators === name || indicators === 'hazard') ? 3.5 : 0.05
    },
  }
}

const blinker = () => new MeshStandardMaterial({ color: '#b86a12', emissive: '#ff9a1a', roughness: 0.3 })

function taxiSign(profile: CarProfile, lampsOn: boolean): Mesh {
  const sign = new Mesh(
    box([0.16, 0.15, 0.5], '#ffffff'),
    new MeshStandardMaterial({
      color: '#f4efdc',
      emissive: '#fff0c0',
      emissiveIntensity: lampsOn ? 1 : 0.05,
    }),
  )
  sign.position.set(-0.15, Math.max(...profile.roof.map(([, y]) => y)) + 0.1, 0)
  return sign
}
