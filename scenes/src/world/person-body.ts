import {
  BufferGeometry,
  Color,
  type ColorRepresentation,
  Float32BufferAttribute,
  Uint16BufferAttribute,
} from 'three'
import type { Look } from '../simulation/state.ts'
import { ball, box, merged, mix, rod } from './shape.ts'
import { type BoneName, boneNames, restPosition } from './skeleton.ts'

/** Head to toe as one skinned geometry: clothes, hair and shoes are colours and girths of it. */
export function personBody(look: Look): BufferGeometry {
  return merged([
    ...torso(look),
    ...(['Left', 'Right'] as const).flatMap((side) => [...arm(look, side), ...leg(look, side)]),
    ...head(look),
    ...(look.backpack === null ? [] : [backpack(look.backpack)]),
  ])
}

/** One ring of a tube: an oval about (`x`, `y`, `z`), whose skin follows one bone, or two in shares. */
interface Ring {
  readonly x?: number
  readonly y: number
  readonly z?: number
  /** Half the depth, along x; half the breadth, along z. */
  readonly deep: number
  readonly broad: number
  readonly color: ColorRepresentation
  readonly bones: readonly [BoneName, BoneName?]
  /** Of the second bone. */
  readonly share?: number
  /** 2 is an oval, more is boxier. */
  readonly square?: number
}

function torso({ build, top, bottom }: Look): BufferGeometry[] {
  const thick = top.cut === 'shirt' ? 0 : top.cut === 'jacket' ? 0.014 : 0.022
  const cloth = (
    y: number,
    deep: number,
    broad: number,
    bones: Ring['bones'],
    share: number,
    shade = 1,
  ): Ring => ({
    y,
    deep: (deep + thick) * build,
    broad: (broad + thick) * build,
    color: shaded(top.colour, shade),
    bones,
    share,
    square: 2.3,
  })
  const hem =
    top.cut === 'coat'
      ? []
      : [cloth(0.9, 0.125, 0.176, ['hips'], 0, 0.7), cloth(0.905, 0.128, 0.179, ['hips'], 0, 0.85)]
  const upper = tube([
    ...hem,
    cloth(0.97, 0.122, 0.172, ['hips', 'waist'], 0.3, 0.92),
    cloth(1.06, 0.112, 0.152, ['waist'], 0, 0.95),
    cloth(1.14, 0.113, 0.155, ['waist', 'chest'], 0.5),
    cloth(1.24, 0.121, 0.17, ['chest'], 0),
    cloth(1.32, 0.126, 0.18, ['chest'], 0, 1.04),
    cloth(1.39, 0.118, 0.184, ['chest'], 0, 1.08),
    cloth(1.44, 0.096, 0.165, ['chest'], 0, 1.08),
    cloth(1.475, 0.074, 0.115, ['chest'], 0, 1.02),
    cloth(1.495, 0.058, 0.066, ['chest', 'neck'], 0.5, 0.8),
  ])
  const hips = tube(
    [
      { y: 0.8, deep: 0.05, broad: 0.07, square: 2 },
      { y: 0.825, deep: 0.1, broad: 0.14, square: 2.4 },
      { y: 0.88, deep: 0.118, broad: 0.168, square: 2.4 },
      { y: 0.95, deep: 0.115, broad: 0.168, square: 2.3 },
      { y: 1.0, deep: 0.108, broad: 0.155, square: 2.3 },
    ].map((ring) => ({
      ...ring,
      deep: ring.deep * build,
      broad: ring.broad * build,
      color: shaded(bottom.colour, ring.y < 0.85 ? 0.7 : 0.95),
      bones: ['hips'] as const,
    })),
  )
  const parts = [upper, hips]
  if (top.cut === 'coat') parts.push(skirt(top.colour, 0.98, 0.56, 0.145 * build, 0.2 * build))
  if (bottom.cut === 'skirt') parts.push(skirt(bottom.colour, 0.96, 0.52, 0.122 * build, 0.175 * build))
  return parts
}

/** Cloth that hangs around both legs: its left follows the left thigh, its right the right one. */
function skirt(colour: string, from: number, to: number, deep: number, broad: number): BufferGeometry {
  const steps = 6
  const geometry = tube(
    Array.from({ length: steps + 1 }, (_, step): Ring => {
      const share = step / steps
      return {
        y: mix(to, from, share),
        deep: deep * mix(1.2, 1, share),
        broad: broad * mix(1.08, 1, share),
        color: shaded(colour, step === 0 ? 0.7 : 0.96),
        bones: ['hips'],
      }
    }),
  )
  const position = geometry.getAttribute('position')
  const [indices, weights] = [geometry.getAttribute('skinIndex'), geometry.getAttribute('skinWeight')]
  for (let index = 0; index < position.count; index++) {
    const hang = Math.min(1, (from - position.getY(index)) / 0.3) * 0.85
    const right = 0.5 + Math.max(-0.5, Math.min(0.5, position.getZ(index) / (1.4 * broad)))
    indices.setXYZW(
      index,
      boneNames.indexOf('hips'),
      boneNames.indexOf('thighLeft'),
      boneNames.indexOf('thighRight'),
      0,
    )
    weights.setXYZW(index, 1 - hang, hang * (1 - right), hang * right, 0)
  }
  return geometry
}

type Side = 'Left' | 'Right'

function arm({ top, skin, build }: Look, side: Side): BufferGeometry[] {
  const [shoulderX, shoulderY, shoulderZ] = restPosition(`arm${side}`)
  const [upper, lower] = [`arm${side}`, `forearm${side}`] as const
  const hand = `hand${side}` as const
  const puff = top.cut === 'shirt' ? 0 : top.cut === 'jacket' ? 0.009 : 0.013
  const inward = side === 'Left' ? 1 : -1
  const ring = (
    down: number,
    radius: number,
    bones: Ring['bones'],
    share = 0,
    bare = false,
    shade = 1,
  ): Ring => ({
    x: shoulderX,
    y: shoulderY - down,
    z: shoulderZ,
    deep: (radius + (bare ? 0 : puff)) * build,
    broad: (radius * 0.94 + (bare ? 0 : puff)) * build,
    color: shaded(bare ? skin : top.colour, shade),
    bones,
    share,
  })
  const short = top.sleeves === 'short'
  const tubes = [
    tube([
      ring(0.566, 0.026, [lower, hand], 0.5, true),
      ring(0.53, 0.028, [lower], 0, true),
      ...(short
        ? []
        : [ring(0.535, 0.034, [lower], 0, false, 0.7), ring(0.52, 0.036, [lower], 0, false, 0.9)]),
      ring(0.42, 0.038, [lower], 0, short),
      ring(0.335, 0.043, [upper, lower], 0.85, short),
      ring(0.285, 0.044, [upper, lower], 0.5, short),
      ring(0.235, 0.044, [upper, lower], 0.12, short),
      ...(short ? [ring(0.2, 0.046, [upper], 0, true), ring(0.198, 0.054, [upper], 0, false, 0.7)] : []),
      ring(0.14, 0.051, [upper], 0),
      ring(0.06, 0.056, [upper], 0),
      ring(0.0, 0.058, [upper, 'chest'], 0.15, false, 1.05),
      ring(-0.035, 0.047, [upper, 'chest'], 0.35, false, 1.06),
      ring(-0.055, 0.02, [upper, 'chest'], 0.5, false, 1.04),
    ]),
  ]
  const [handX, handY, handZ] = restPosition(hand)
  const palm = merged([
    ball(0.046, skin, { at: [handX, handY - 0.045, handZ], scale: [0.92, 1.1, 0.55], detail: 8 }),
    ball(0.03, skin, {
      at: [handX + 0.004, handY - 0.105, handZ + inward * 0.006],
      scale: [1.15, 1.5, 0.55],
      detail: 8,
    }),
    ball(0.015, skin, {
      at: [handX + 0.042, handY - 0.055, handZ + inward * 0.012],
      scale: [0.9, 2.4, 0.9],
      turn: [0, 0, 0.4],
      detail: 6,
    }),
  ])
  return [...tubes, rigid(palm, hand)]
}

function leg({ bottom, skin, shoes, build }: Look, side: Side): BufferGeometry[] {
  const [hipX, hipY, hipZ] = restPosition(`thigh${side}`)
  const [thigh, shin] = [`thigh${side}`, `shin${side}`] as const
  const foot = `foot${side}` as const
  const bare = bottom.cut !== 'trousers'
  const ring = (down: number, radius: number, bones: Ring['bones'], share = 0, shade = 1): Ring => {
    const naked = bottom.cut === 'skirt' ? down > 0.3 : bottom.cut === 'shorts' && down > 0.4
    return {
      x: hipX - (down > 0.43 ? 0.012 : 0),
      y: hipY - down,
      z: hipZ,
      deep: (naked ? radius * 0.86 : radius) * 1.04 * build,
      broad: (naked ? radius * 0.86 : radius) * build,
      color: shaded(naked ? skin : bottom.colour, shade),
      bones,
      share,
    }
  }
  const tubes = [
    tube(
      [
        ring(0.855, 0.05, [shin, foot], 0.4, bare ? 1 : 0.7),
        ring(0.83, 0.053, [shin], 0, bare ? 1 : 0.9),
        ring(0.72, 0.055, [shin]),
        ring(0.6, 0.062, [shin]),
        ring(0.5, 0.06, [thigh, shin], 0.88),
        ring(0.43, 0.062, [thigh, shin], 0.5),
        ring(0.37, 0.068, [thigh, shin], 0.12),
        ...(bottom.cut === 'shorts'
          ? [ring(0.401, 0.07, [thigh, shin], 0.25), ring(0.399, 0.084, [thigh, shin], 0.25, 0.7)]
          : []),
        ring(0.24, 0.079, [thigh]),
        ring(0.1, 0.09, [thigh], 0, 0.96),
        ring(0.0, 0.092, [thigh, 'hips'], 0.4, 0.9),
        ring(-0.05, 0.06, [thigh, 'hips'], 0.7, 0.85),
      ].toSorted((a, b) => a.y - b.y),
    ),
  ]
  const [ankleX, ankleY, ankleZ] = restPosition(foot)
  const shoe = merged([
    ball(0.052, shoes, { at: [ankleX - 0.012, ankleY - 0.005, ankleZ], scale: [1, 0.95, 0.9], detail: 8 }),
    ball(0.05, shoes, { at: [ankleX + 0.075, ankleY - 0.02, ankleZ], scale: [2.1, 0.72, 0.92], detail: 10 }),
    box([0.25, 0.02, 0.085], shaded(shoes, 0.55), { at: [ankleX + 0.055, ankleY - 0.045, ankleZ] }),
  ])
  return [...tubes, rigid(shoe, foot)]
}

function head({ skin, hair, hat }: Look): BufferGeometry[] {
  const [neckX, neckY] = restPosition('neck')
  const [x, y] = restPosition('head')
  const skull = (height: number, centre: number, deep: number, broad: number): Ring => ({
    x: x + centre,
    y: y + height,
    deep,
    broad,
    color: skin,
    bones: ['head'],
    square: 2.2,
  })
  const throat = (height: number, radius: number, share: number): Ring => ({
    x: neckX + 0.004,
    y: neckY + height,
    deep: radius,
    broad: radius,
    color: shaded(skin, 0.88),
    bones: ['neck', 'head'],
    share,
  })
  const face = merged([
    ball(0.013, skin, { at: [x + 0.109, y + 0.085, 0], scale: [1.1, 1.7, 0.85], detail: 6 }),
    box([0.006, 0.008, 0.042], '#8c4a45', { at: [x + 0.098, y + 0.043, 0] }),
    ...[-1, 1].flatMap((side) => [
      ball(0.012, '#231813', { at: [x + 0.092, y + 0.112, side * 0.032], scale: [0.6, 0.7, 1.3], detail: 6 }),
      box([0.008, 0.009, 0.036], shaded(hair.colour, 0.8), { at: [x + 0.098, y + 0.135, side * 0.032] }),
      ball(0.02, shaded(skin, 0.94), {
        at: [x - 0.002, y + 0.09, side * 0.079],
        scale: [0.8, 1.35, 0.5],
        detail: 6,
      }),
    ]),
  ])
  return [
    tube([throat(-0.03, 0.06, 0), throat(0.02, 0.052, 0.3), throat(0.08, 0.053, 0.9), throat(0.11, 0.05, 1)]),
    tube([
      skull(-0.005, 0.036, 0.03, 0.026),
      skull(0.012, 0.034, 0.056, 0.045),
      skull(0.045, 0.022, 0.077, 0.06),
      skull(0.085, 0.012, 0.09, 0.07),
      skull(0.125, 0.004, 0.097, 0.076),
      skull(0.165, -0.003, 0.096, 0.075),
      skull(0.2, -0.008, 0.079, 0.062),
      skull(0.222, -0.01, 0.05, 0.04),
      skull(0.23, -0.01, 0.01, 0.01),
    ]),
    rigid(face, 'head'),
    ...hairOf(hair, hat, x, y),
    ...hatOf(hat, x, y),
  ]
}

function hairOf({ style, colour }: Look['hair'], hat: Look['hat'], x: number, y: number): BufferGeometry[] {
  if (style === 'bald' || hat?.kind === 'helmet' || hat?.kind === 'hood') return []
  const cap = (height: number, centre: number, deep: number, broad: number): Ring => ({
    x: x + centre,
    y: y + height,
    deep,
    broad,
    color: shaded(colour, height < 0.06 ? 0.8 : 1),
    bones: ['head'],
    square: 2.2,
  })
  const back =
    style === 'long'
      ? [cap(-0.13, -0.06, 0.03, 0.066), cap(-0.04, -0.056, 0.045, 0.078), cap(0.06, -0.04, 0.064, 0.086)]
      : [cap(0.03, -0.05, 0.03, 0.052), cap(0.07, -0.035, 0.062, 0.072)]
  return [
    tube([
      ...back,
      cap(0.115, -0.022, 0.086, 0.084),
      cap(0.15, -0.01, 0.102, 0.084),
      cap(0.165, -0.004, 0.108, 0.085),
      cap(0.195, -0.006, 0.098, 0.077),
      cap(0.222, -0.01, 0.074, 0.058),
      cap(0.24, -0.012, 0.04, 0.032),
      cap(0.245, -0.012, 0.006, 0.006),
    ]),
  ]
}

function hatOf(hat: Look['hat'], x: number, y: number): BufferGeometry[] {
  if (hat === null) return []
  const { kind, colour } = hat
  const parts: Record<typeof kind, () => BufferGeometry[]> = {
    cap: () => [
      ball(0.112, colour, { at: [x - 0.006, y + 0.165, 0], scale: [1, 0.85, 0.84], detail: 12 }),
      box([0.09, 0.012, 0.13], shaded(colour, 0.85), { at: [x + 0.128, y + 0.165, 0], turn: [0, 0, -0.15] }),
    ],
    hood: () => [
      ball(0.13, colour, { at: [x - 0.03, y + 0.115, 0], scale: [0.95, 1.1, 0.88], detail: 12 }),
      ball(0.1, colour, { at: [x - 0.05, y - 0.01, 0], scale: [0.9, 0.8, 1.05], detail: 10 }),
    ],
    helmet: () => [
      ball(0.145, colour, { at: [x, y + 0.125, 0], scale: [1, 1.02, 0.9], detail: 14 }),
      box([0.03, 0.075, 0.17], '#101317', { at: [x + 0.128, y + 0.12, 0] }),
    ],
    mask: () => [
      ball(0.06, colour, { at: [x + 0.062, y + 0.055, 0], scale: [0.85, 0.95, 1.02], detail: 10 }),
    ],
  }
  return [rigid(merged(parts[kind]()), 'head')]
}

function backpack(colour: string): BufferGeometry {
  const [x, y] = restPosition('chest')
  const straps = [-1, 1].map((side) =>
    rod(0.02, 0.3, shaded(colour, 0.8), {
      at: [x + 0.075, y + 0.1, side * 0.1],
      turn: [0, 0, 0.42],
      sides: 6,
    }),
  )
  return rigid(
    merged([
      box([0.13, 0.36, 0.28], colour, { at: [x - 0.185, y + 0.03, 0] }),
      box([0.06, 0.17, 0.22], shaded(colour, 0.85), { at: [x - 0.265, y - 0.04, 0] }),
      ...straps,
    ]),
    'chest',
  )
}

const around = 14

/** A closed tube through rings that rise. */
function tube(rings: readonly Ring[]): BufferGeometry {
  const positions: number[] = []
  const colors: number[] = []
  const skinIndex: number[] = []
  const skinWeight: number[] = []
  const vertex = (ring: Ring, x: number, z: number) => {
    const { x: middleX = 0, z: middleZ = 0, share = 0, bones } = ring
    positions.push(middleX + x, ring.y, middleZ + z)
    const { r, g, b } = new Color(ring.color)
    colors.push(r, g, b)
    skinIndex.push(boneNames.indexOf(bones[0]), boneNames.indexOf(bones[1] ?? bones[0]), 0, 0)
    skinWeight.push(1 - share, share, 0, 0)
  }
  for (const ring of rings) {
    const power = 2 / (ring.square ?? 2)
    for (let step = 0; step < around; step++) {
      const angle = (step / around) * 2 * Math.PI
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
      vertex(
        ring,
        Math.sign(cos) * Math.abs(cos) ** power * ring.deep,
        Math.sign(sin) * Math.abs(sin) ** power * ring.broad,
      )
    }
  }
  vertex(rings[0]!, 0, 0)
  vertex(rings.at(-1)!, 0, 0)
  const indices: number[] = []
  const last = rings.length - 1
  const [below, above] = [rings.length * around, rings.length * around + 1]
  for (let step = 0; step < around; step++) {
    const next = (step + 1) % around
    for (let ring = 0; ring < last; ring++) {
      const [a, b] = [ring * around + step, ring * around + next]
      indices.push(a, a + around, b, b, a + around, b + around)
    }
    indices.push(below, step, next, above, last * around + next, last * around + step)
  }
  const geometry = new BufferGeometry()
  geometry.setAttribute('position', new Float32BufferAttribute(positions, 3))
  geometry.setAttribute('color', new Float32BufferAttribute(colors, 3))
  geometry.setIndex(indices)
  geometry.computeVertexNormals()
  geometry.setAttribute('skinIndex', new Uint16BufferAttribute(skinIndex, 4))
  geometry.setAttribute('skinWeight', new Float32BufferAttribute(skinWeight, 4))
  return geometry
}

/** A part that one bone carries as it is. */
function rigid(geometry: BufferGeometry, bone: BoneName): BufferGeometry {
  const { count } = geometry.getAttribute('position')
  const index = boneNames.indexOf(bone)
  geometry.setAttribute(
    'skinIndex',
    new Uint16BufferAttribute(Array.from({ length: count }, () => [index, 0, 0, 0]).flat(), 4),
  )
  geometry.setAttribute(
    'skinWeight',
    new Float32BufferAttribute(Array.from({ length: count }, () => [1, 0, 0, 0]).flat(), 4),
  )
  return geometry
}

const shaded = (color: ColorRepresentation, share: number) => new Color(color).multiplyScalar(share)
