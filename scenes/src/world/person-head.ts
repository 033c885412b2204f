import type { BufferGeometry } from 'three'
import type { Look } from '../simulation/state.ts'
import { ball, box, merged } from './shape.ts'
import { restPosition } from './skeleton.ts'
import { type Ring, rigid, shaded, tube } from './skin.ts'

/** Throat, skull and face, with hair and what is worn on it. */
export function head({ skin, hair, hat }: Look): BufferGeometry[] {
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
