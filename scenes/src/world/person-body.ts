import type { BufferGeometry } from 'three'
import type { Look } from '../simulation/state.ts'
import { head } from './person-head.ts'
import { ball, box, merged, mix, rod } from './shape.ts'
import { boneNames, restPosition } from './skeleton.ts'
import { type Ring, rigid, shaded, tube } from './skin.ts'

/** Head to toe as one skinned geometry: clothes, hair and shoes are colours and girths of it. */
export function personBody(look: Look): BufferGeometry {
  return merged([
    ...torso(look),
    ...(['Left', 'Right'] as const).flatMap((side) => [...arm(look, side), ...leg(look, side)]),
    ...head(look),
    ...(look.backpack === null ? [] : [backpack(look.backpack)]),
  ])
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
