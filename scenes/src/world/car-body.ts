import {
  BufferGeometry,
  Color,
  type ColorRepresentation,
  CylinderGeometry,
  Float32BufferAttribute,
} from 'three'
import type { Damage } from '../simulation/state.ts'
import type { CarProfile } from './car-profile.ts'
import { along, box, clamp, merged, mix, painted, smooth } from './shape.ts'

/** A vehicle's body without wheels and lamps, in its own coordinates: x forward, y up, z right. */
export interface CarBody {
  /** Painted sheet metal, plates and bright trim. */
  readonly paint: BufferGeometry
  readonly glass: BufferGeometry
  /** Rubber, plastic and everything that lies in the dark. */
  readonly matte: BufferGeometry
}

const trim = '#191a1c'
const dark = '#060607'

export function carBody(profile: CarProfile, color: ColorRepresentation, damage: Damage): CarBody {
  const skin = loft(profile)
  const matte = [skin.trim, ...wheelWells(profile), ...underbody(profile)]
  const paint = [
    coloured(skin.paint, color),
    ...bright(profile),
    ...(profile.cargo === undefined ? [] : cargoBox(profile, profile.cargo)),
  ]
  const body = { paint: merged(paint), glass: coloured(skin.glass, '#0d1215'), matte: merged(matte) }
  for (const geometry of Object.values(body)) crumple(geometry, profile, damage)
  const bonnet = sprungBonnet(profile, color, damage)
  return bonnet.length === 0 ? body : { ...body, paint: merged([body.paint, ...bonnet]) }
}

/** How far the paint of a body reaches at `x`: half its width, and the height of its deck. */
export function outline(profile: CarProfile, x: number): { readonly half: number; readonly deck: number } {
  return { half: (profile.width / 2) * taper(profile, x), deck: along(profile.deck, x) }
}

/** Pushes the side that was hit in and up, unevenly, as sheet metal goes. */
function crumple(geometry: BufferGeometry, { length, width }: CarProfile, { amount, bearing }: Damage): void {
  if (amount <= 0) return
  const [toX, toZ] = [Math.cos(bearing), -Math.sin(bearing)]
  const reach = mix(0.5, 1.5, Math.abs(toX))
  const farthest = (Math.abs(toX) * length) / 2 + (Math.abs(toZ) * width) / 2
  const position = geometry.getAttribute('position')
  for (let index = 0; index < position.count; index++) {
    const [x, y, z] = [position.getX(index), position.getY(index), position.getZ(index)]
    const depth = clamp((x * toX + z * toZ - farthest + reach) / reach) * amount
    if (depth <= 0) continue
    const fold = Math.sin(z * 7 + y * 9 + bearing) * 0.5 + Math.sin(x * 11 + z * 13) * 0.5
    const push = depth * reach * (0.36 + 0.11 * fold)
    position.setXYZ(
      index,
      x - toX * push + toZ * depth * 0.1 * fold,
      y + depth * (0.17 * Math.sin(depth * 5 + z * 3) + 0.09 * fold) * smooth(0.3, 0.7, y),
      z - toZ * push + toX * depth * 0.1 * fold,
    )
  }
  geometry.computeVertexNormals()
}

/** The bonnet of a car that was hit from the front stands open and askew over a dark hole. */
function sprungBonnet(
  profile: CarProfile,
  color: ColorRepresentation,
  { amount, bearing }: Damage,
): BufferGeometry[] {
  if (amount < 0.3 || Math.cos(bearing) < 0.6 || profile.cargo !== undefined || profile.length > 8) return []
  const hinge = profile.roof.at(-1)![0] - 0.1
  const length = (profile.length / 2 - hinge) * 0.72
  const width = profile.width * 0.74
  const deck = along(profile.deck, hinge) + 0.06
  const lift = 0.25 + 0.45 * amount
  const halves = [0, 1].map((half) => {
    const angle = lift - half * 0.5 * amount
    const from = half === 0 ? [0, 0] : [Math.cos(lift) * length * 0.5, Math.sin(lift) * length * 0.5]
    return box([length * 0.5, 0.025, width], color, {
      at: [
        hinge + from[0]! + (Math.cos(angle) * length) / 4,
        deck + from[1]! + (Math.sin(angle) * length) / 4,
        0.03,
      ],
      turn: [0.09 * amount, 0.08 * amount, angle],
    })
  })
  return [
    box([length * 0.9, 0.02, width * 0.9], dark, { at: [hinge + length * 0.45, deck - 0.02, 0] }),
    ...halves,
  ]
}

/** Narrower towards both ends, rounder at the very corners. */
function taper({ length }: CarProfile, x: number): number {
  const end = Math.abs(x) / (length / 2)
  const strength = length > 8 ? 0.3 : 1
  return 1 - strength * (0.13 * (Math.max(0, end - 0.55) / 0.45) ** 2.2 + 0.11 * smooth(0.9, 1, end))
}

interface Skin {
  readonly paint: BufferGeometry
  readonly glass: BufferGeometry
  readonly trim: BufferGeometry
}

/** Rings of a half cross-section, from the sill up the flank, over the window to the middle of the roof. */
const flank = [0, 1, 2, 3, 4]
const upper = [4, 5, 6, 7, 8]
const windowBand = 5
const roofBands = [6, 7]

function loft(profile: CarProfile): Skin {
  const xs = stations(profile)
  const rings = xs.map((x) => crossSection(profile, x))
  const skin = { paint: openSurface(), glass: openSurface(), trim: openSurface() }
  for (let index = 0; index + 1 < xs.length; index++) {
    const kinds = bands(profile, xs[index]!, xs[index + 1]!)
    for (const side of [1, -1] as const) {
      const corner = (station: number, ring: number): Corner => {
        const [z, y] = rings[station]![ring]!
        return {
          key: `${station} ${ring} ${side} ${ring <= 4 && kinds.has(ring)}`,
          at: [xs[station]!, y, z * side],
        }
      }
      for (const strip of [flank, upper]) {
        const name = strip === flank ? 'f' : 'u'
        for (let step = 0; step + 1 < strip.length; step++) {
          const ring = strip[step]!
          const kind = kinds.get(ring) ?? 'paint'
          const quad = [
            corner(index, ring),
            corner(index + 1, ring),
            corner(index + 1, ring + 1),
            corner(index, ring + 1),
          ]
          const turned = side === 1 ? quad : quad.toReversed()
          skin[kind].quad(turned.map(({ key, at }) => ({ key: `${name} ${key}`, at })) as Quad)
        }
      }
    }
  }
  for (const end of [0, xs.length - 1]) closeEnd(skin.paint, xs[end]!, rings[end]!, end === 0)
  return {
    paint: skin.paint.geometry(),
    glass: skin.glass.geometry(),
    trim: coloured(skin.trim.geometry(), trim),
  }
}

/** Where rings are needed: evenly, at every bend of the outline, beside pillars, and closely around the wheels. */
function stations(profile: CarProfile): number[] {
  const [rear, front] = [profile.deck[0]![0], profile.deck.at(-1)![0]]
  const wanted = [...profile.deck, ...profile.roof].map(([x]) => x)
  for (let step = 0; step <= 26; step++) wanted.push(mix(rear, front, step / 26))
  for (const pillar of profile.pillars) wanted.push(pillar - 0.05, pillar + 0.05)
  if (profile.closedBehind !== undefined) wanted.push(profile.closedBehind)
  for (const axle of profile.axles)
    for (let step = 0; step <= 12; step++)
      wanted.push(axle + archRadius(profile) * Math.cos((step / 12) * Math.PI) * 0.999)
  return wanted
    .filter((x) => x >= rear && x <= front)
    .sort((a, b) => a - b)
    .filter((x, index, all) => index === 0 || x - all[index - 1]! > 0.012)
}

const archRadius = ({ wheelRadius }: CarProfile) => wheelRadius * 1.16

/** Height of the flank's lower edge: the sill, or the arch over a wheel. */
function lowerEdge(profile: CarProfile, x: number): number {
  const end = Math.abs(x) / (profile.length / 2)
  const sill = profile.sill + 0.08 * smooth(0.86, 1, end)
  const arches = profile.axles.map((axle) => {
    const away = x - axle
    const radius = archRadius(profile)
    return Math.abs(away) < radius ? profile.wheelRadius + Math.sqrt(radius ** 2 - away ** 2) : 0
  })
  return Math.max(sill, ...arches)
}

function crossSection(profile: CarProfile, x: number): [z: number, y: number][] {
  const half = (profile.width / 2) * taper(profile, x)
  const deck = along(profile.deck, x)
  const roof = Math.max(deck + 0.001, along(profile.roof, x, 0))
  const cabin = Math.min(1, (roof - deck) / 0.42)
  const low = Math.min(lowerEdge(profile, x), deck - 0.06)
  return [
    [0.955 * half, low],
    [0.985 * half, Math.min(low + 0.09, deck - 0.05)],
    [half, Math.max(mix(profile.sill, deck, 0.5), Math.min(low + 0.1, deck - 0.04))],
    [0.99 * half, Math.max(mix(profile.sill, deck, 0.82), Math.min(low + 0.12, deck - 0.03))],
    [0.945 * half, deck - 0.01],
    [mix(0.9, 0.905, cabin) * half, deck + mix(0.015, 0.02, cabin)],
    [mix(0.64, profile.length > 8 ? 0.86 : 0.76, cabin) * half, mix(deck + 0.03, roof - 0.05, cabin)],
    [mix(0.4, 0.58, cabin) * half, mix(deck + 0.042, roof, cabin)],
    [0, mix(deck + 0.05, roof + 0.03, cabin)],
  ]
}

/** Which bands of the ring between two stations are not painted. */
function bands(profile: CarProfile, from: number, to: number): Map<number, keyof Skin> {
  const kinds = new Map<number, keyof Skin>([[0, 'trim']])
  const middle = (from + to) / 2
  const cabinHeight = along(profile.roof, middle, 0) - along(profile.deck, middle)
  if (cabinHeight < 0.05) return kinds
  const steep = Math.abs(along(profile.roof, from, 0) - along(profile.roof, to, 0)) / (to - from) > 0.3
  const closed = profile.closedBehind !== undefined && middle < profile.closedBehind
  const pillar = profile.pillars.some((x) => Math.abs(middle - x) < 0.055)
  if (!pillar && !closed && (!steep || cabinHeight > 0.2)) kinds.set(windowBand, 'glass')
  if (steep && !closed)
    for (const band of roofBands) kinds.set(band, band === 6 && cabinHeight < 0.1 ? 'paint' : 'glass')
  return kinds
}

function closeEnd(
  surface: Surface,
  x: number,
  ring: readonly (readonly [number, number])[],
  rear: boolean,
): void {
  for (const side of [1, -1] as const)
    for (let index = 0; index + 1 < ring.length; index++) {
      const point = (z: number, y: number): Corner => ({
        key: `end ${x} ${z * side} ${y}`,
        at: [x, y, z * side],
      })
      const [[z0, y0], [z1, y1]] = [ring[index]!, ring[index + 1]!]
      const quad = [point(0, y0), point(z0, y0), point(z1, y1), point(0, y1)]
      surface.quad((rear === (side === 1) ? quad.toReversed() : quad) as Quad)
    }
}

function wheelWells(profile: CarProfile): BufferGeometry[] {
  const radius = archRadius(profile) * 1.01
  return profile.axles.flatMap((axle) =>
    [1, -1].map((side) => {
      const depth = 0.34
      const shell = new CylinderGeometry(radius, radius, depth, 18, 1, true, -Math.PI / 2, Math.PI)
      const z = side * ((profile.width / 2) * taper(profile, axle) * 0.955 - depth / 2)
      return painted(shell, dark, { at: [axle, profile.wheelRadius, z], turn: [-Math.PI / 2, 0, 0] })
    }),
  )
}

function underbody(profile: CarProfile): BufferGeometry[] {
  const { length, width, sill, wheelRadius, axles, cargo } = profile
  const parts = [box([length * 0.94, 0.34, width * 0.56], dark, { at: [0, sill + 0.16, 0] })]
  const between = axles[1] - axles[0] - 2 * wheelRadius * 1.2
  if (cargo === undefined) {
    parts.push(box([between, 0.3, width * 0.9], dark, { at: [(axles[0] + axles[1]) / 2, sill + 0.17, 0] }))
    for (const [end, x] of [
      [axles[1] + wheelRadius * 1.25, length / 2 - 0.12],
      [-length / 2 + 0.12, axles[0] - wheelRadius * 1.25],
    ] as const)
      parts.push(box([x - end, 0.3, width * 0.8], dark, { at: [(x + end) / 2, sill + 0.2, 0] }))
  }
  return parts
}

/** Number plates, handles, seams, grille and mirrors. */
function bright(profile: CarProfile): BufferGeometry[] {
  const { length, width, pillars, sill } = profile
  const half = length / 2
  const big = length > 8
  const parts = [
    box([0.03, 0.11, 0.5], '#f2f2ee', { at: [half - 0.005, sill + 0.16, 0] }),
    box([0.03, 0.11, 0.5], '#f2f2ee', { at: [-half + 0.005, sill + (big ? 0.35 : 0.42), 0] }),
    box([0.06, 0.14, width * 0.5], trim, { at: [half - 0.035, sill + 0.32, 0] }),
    box([0.1, 0.1, width * 0.72], trim, { at: [half - 0.05, sill + 0.03, 0] }),
    box([0.1, 0.12, width * 0.72], trim, { at: [-half + 0.05, sill + 0.05, 0] }),
  ]
  const mirrorX = profile.roof.at(-1)![0] - (big ? 0.1 : 0.42)
  const mirror = outline(profile, mirrorX)
  for (const side of [1, -1]) {
    parts.push(
      box([0.12, 0.14, 0.2], trim, {
        at: [mirrorX, mirror.deck + (big ? 0.9 : 0.08), side * (mirror.half + 0.1)],
      }),
    )
    if (profile.cargo === undefined && !big)
      for (const pillar of pillars) {
        const { half: side2, deck } = outline(profile, pillar)
        parts.push(
          box([0.014, deck - sill - 0.14, 0.014], dark, {
            at: [pillar, (deck + sill) / 2, side * side2 * 0.994],
          }),
          box([0.19, 0.03, 0.03], '#b9bec2', { at: [pillar + 0.2, deck - 0.16, side * side2 * 0.993] }),
        )
      }
  }
  return parts
}

function cargoBox({ width }: CarProfile, cargo: NonNullable<CarProfile['cargo']>): BufferGeometry[] {
  const { rear, front, floor, top } = cargo
  const [middle, length] = [(rear + front) / 2, front - rear]
  const parts = [
    box([length, top - floor, width], '#dfe2e2', { at: [middle, (top + floor) / 2, 0] }),
    box([length, 0.16, width * 0.96], '#2d3136', { at: [middle, floor - 0.08, 0] }),
  ]
  for (const side of [1, -1])
    parts.push(
      box([length * 1.002, 0.05, width * 1.01], '#a4a8aa', {
        at: [middle, side > 0 ? top : floor + 0.03, 0],
      }),
      box([0.03, top - floor - 0.2, 0.03], '#b3b7b9', { at: [rear - 0.01, (top + floor) / 2, side * 0.04] }),
    )
  return parts
}

interface Corner {
  /** Corners of one key are one vertex, and so are lit as one bent surface. */
  readonly key: string
  readonly at: readonly [number, number, number]
}
type Quad = [Corner, Corner, Corner, Corner]

interface Surface {
  quad(corners: Quad): void
  geometry(): BufferGeometry
}

function openSurface(): Surface {
  const positions: number[] = []
  const indices: number[] = []
  const known = new Map<string, number>()
  const vertex = ({ key, at }: Corner): number => {
    let index = known.get(key)
    if (index === undefined) {
      index = positions.length / 3
      positions.push(...at)
      known.set(key, index)
    }
    return index
  }
  return {
    quad(corners) {
      const [a, b, c, d] = corners.map(vertex) as [number, number, number, number]
      indices.push(a, b, c, a, c, d)
    },
    geometry() {
      const geometry = new BufferGeometry()
      geometry.setAttribute('position', new Float32BufferAttribute(positions, 3))
      geometry.setIndex(indices)
      geometry.computeVertexNormals()
      return geometry
    },
  }
}

function coloured(geometry: BufferGeometry, color: ColorRepresentation): BufferGeometry {
  const { r, g, b } = new Color(color)
  const { count } = geometry.getAttribute('position')
  const colors = Float32Array.from({ length: count * 3 }, (_, index) => [r, g, b][index % 3]!)
  geometry.setAttribute('color', new Float32BufferAttribute(colors, 3))
  return geometry
}
