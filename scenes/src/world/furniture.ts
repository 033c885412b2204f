import { type BufferGeometry, Color } from 'three'
import type { Furniture } from '../scene/layout.ts'
import { type Random, random } from '../scene/random.ts'
import { ball, box, rod } from './shape.ts'

/** One thing that stands still, as painted geometry in the place's own coordinates. Its length lies along its heading. */
export function furnitureParts(thing: Furniture): BufferGeometry[] {
  const parts = makers[thing.kind](thing.size, random(thing.seed))
  for (const part of parts) part.rotateY(thing.heading).translate(thing.at[0], 0, thing.at[1])
  return parts
}

type Maker = (size: Furniture['size'], draw: Random) => BufferGeometry[]

const grey = '#8f9498'
const dark = '#2b2d30'

const makers: Readonly<Record<Furniture['kind'], Maker>> = {
  shelf([length, width, height], draw) {
    const boards = 5
    const parts = [
      box([length, height, 0.03], '#b0b3b5', { at: [0, height / 2, 0] }),
      box([length, 0.12, width], '#6d7175', { at: [0, 0.06, 0] }),
    ]
    for (const side of [-1, 1])
      parts.push(box([0.04, height, width], '#a3a7aa', { at: [(side * length) / 2, height / 2, 0] }))
    for (let board = 0; board < boards; board++) {
      const y = 0.14 + (board * (height - 0.2)) / boards
      parts.push(box([length, 0.025, width], '#c3c6c8', { at: [0, y, 0] }))
      for (const side of [-1, 1]) {
        parts.push(box([length, 0.04, 0.01], '#e8e4d2', { at: [0, y, (side * width) / 2] }))
        parts.push(
          ...goods(length, y + 0.013, (side * width) / 4, (height - 0.2) / boards - 0.06, width / 2, draw),
        )
      }
    }
    return parts
  },
  till([length, width, height]) {
    return [
      box([length, height, width], '#7a5c41', { at: [0, height / 2, 0] }),
      box([length + 0.08, 0.04, width + 0.08], '#2d2c2a', { at: [0, height + 0.02, 0] }),
      box([0.06, 0.3, 0.4], '#15171a', { at: [length * 0.2, height + 0.3, 0], turn: [0, 0, 0.2] }),
      box([0.3, 0.1, 0.35], '#3a3d42', { at: [length * 0.2, height + 0.08, 0] }),
      box([0.25, 0.22, 0.3], '#c43a2e', { at: [-length * 0.3, height + 0.15, 0] }),
    ]
  },
  stall([length, width, height], draw) {
    const cloth = draw.pick(['#b8322a', '#d9a21f', '#2d6a9f', '#3f7d4e'])
    const parts = [
      box([length, 0.75, width * 0.7], '#8a6a48', { at: [0, 0.38, 0] }),
      box([length + 0.5, 0.05, width + 0.4], cloth, { at: [0, height, 0], turn: [0.14, 0, 0] }),
      box([length + 0.5, 0.22, 0.03], new Color(cloth).multiplyScalar(0.8), {
        at: [0, height - 0.16, (width + 0.4) / 2],
      }),
    ]
    for (const [x, z] of corners)
      parts.push(
        rod(0.03, height, '#6b6f73', { at: [(x * length) / 2, height / 2, (z * width) / 2], sides: 6 }),
      )
    for (let item = 0; item < 26; item++)
      parts.push(
        ball(
          draw.between(0.05, 0.09),
          new Color().setHSL(draw.between(0, 0.33), 0.6, draw.between(0.3, 0.55)),
          {
            at: [draw.between(-0.45, 0.45) * length, 0.8, draw.between(-0.28, 0.28) * width],
            detail: 6,
          },
        ),
      )
    return parts
  },
  bench([length, width, height]) {
    const wood = '#7a5230'
    return [
      ...[-0.3, 0, 0.3].map((z) => box([length, 0.05, width * 0.28], wood, { at: [0, 0.45, z * width] })),
      ...[0.66, 0.84].map((y) => box([length, 0.09, 0.04], wood, { at: [0, y * height, -width / 2] })),
      ...[-1, 1].map((x) => box([0.06, 0.45, width], dark, { at: [x * length * 0.4, 0.23, 0] })),
    ]
  },
  'bus-stop'([length, width, height]) {
    return [
      box([length, 0.1, width], '#4b5157', { at: [0, height, 0] }),
      box([length * 0.96, height * 0.72, 0.03], '#9fb4bd', { at: [0, height * 0.52, -width / 2 + 0.06] }),
      box([0.05, height * 0.72, width * 0.7], '#9fb4bd', { at: [-length / 2, height * 0.52, 0] }),
      box([0.1, 1.7, 0.9], '#2f6db0', { at: [length / 2 - 0.05, 1.1, 0] }),
      box([length * 0.7, 0.06, 0.35], '#80592f', { at: [-0.2, 0.46, -width / 4] }),
      ...corners.map(([x, z]) =>
        rod(0.04, height, grey, { at: [(x * length) / 2, height / 2, z * (width / 2 - 0.08)] }),
      ),
      rod(0.04, 2.9, grey, { at: [length / 2 + 0.9, 1.45, width / 2] }),
      box([0.05, 0.5, 0.5], '#1c69b5', { at: [length / 2 + 0.9, 2.75, width / 2] }),
    ]
  },
  manhole([length]) {
    return [
      rod(length / 2, 0.01, '#4a4845', { at: [0, 0.022, 0], sides: 20 }),
      rod(length * 0.42, 0.01, '#3a3835', { at: [0, 0.025, 0], sides: 20 }),
    ]
  },
  barrier([length, width, height]) {
    return [
      box([length, height * 0.5, width], '#a9a69f', { at: [0, height * 0.25, 0] }),
      box([length, height * 0.55, width * 0.4], '#b3b0a9', { at: [0, height * 0.72, 0] }),
    ]
  },
  'guard-rail'([length, , height]) {
    const posts = Math.max(2, Math.round(length / 3))
    return [
      box([length, 0.3, 0.06], '#b9bdc0', { at: [0, height - 0.18, 0] }),
      box([length, 0.08, 0.09], '#8f9498', { at: [0, height - 0.18, 0] }),
      ...Array.from({ length: posts + 1 }, (_, index) =>
        rod(0.055, height, grey, { at: [(index / posts - 0.5) * length, height / 2, -0.08], sides: 6 }),
      ),
    ]
  },
  bollard([length, , height]) {
    return [
      rod(length / 2, height, '#4d5256', { at: [0, height / 2, 0] }),
      rod(length * 0.52, 0.1, '#e0b21e', { at: [0, height * 0.82, 0] }),
    ]
  },
  gantry([length, width, height]) {
    return [
      ...[-1, 1].map((side) => rod(0.22, height, grey, { at: [0, height / 2, (side * width) / 2] })),
      rod(0.16, width, grey, { at: [0, height - 0.2, 0], turn: [Math.PI / 2, 0, 0] }),
      ...[-0.24, 0.2].map((side) =>
        box([Math.max(0.12, length * 0.2), 2, width * 0.24], '#1d5f3e', {
          at: [0, height - 0.4, side * width],
        }),
      ),
    ]
  },
  'air-conditioner'([length, width, height]) {
    return [
      box([length, height, width], '#d2d3d0', { at: [0, height / 2, 0] }),
      rod(height * 0.36, 0.02, '#55585b', {
        at: [length * 0.12, height / 2, width / 2 + 0.01],
        turn: [Math.PI / 2, 0, 0],
      }),
    ]
  },
  sign([length, width, height], draw) {
    return [
      rod(0.04, height, grey, { at: [0, height / 2, 0] }),
      box([Math.max(0.04, length), 0.6, Math.max(0.5, width)], draw.pick(['#1d5fa8', '#c8281e', '#e8b21c']), {
        at: [0, height - 0.3, 0],
      }),
    ]
  },
}

const corners = [
  [-1, -1],
  [-1, 1],
  [1, -1],
  [1, 1],
] as const

/** Packets and tins side by side on one board. */
function goods(
  length: number,
  y: number,
  z: number,
  space: number,
  depth: number,
  draw: Random,
): BufferGeometry[] {
  const parts: BufferGeometry[] = []
  let along = -length / 2 + 0.06
  while (along < length / 2 - 0.16) {
    const [width, height] = [draw.between(0.07, 0.17), draw.between(0.45, 0.95) * space]
    if (draw.chance(0.9)) {
      const color = draw.chance(0.45)
        ? new Color().setHSL(draw.between(0.05, 0.12), draw.between(0.02, 0.25), draw.between(0.35, 0.85))
        : new Color().setHSL(draw.next(), draw.between(0.2, 0.6), draw.between(0.2, 0.55))
      // Several of a kind stand together.
      const x = along + width / 2
      parts.push(
        draw.chance(0.3)
          ? rod(width * 0.45, height, color, { at: [x, y + height / 2, z], sides: 8 })
          : box([width * 0.95, height, depth * 0.8], color, { at: [x, y + height / 2, z] }),
        box(
          [width * 0.6, height * 0.36, depth * 0.82],
          draw.pick(['#eeeeea', '#24262a', '#f2c33a', '#cf3b33']),
          {
            at: [x, y + height * 0.55, z],
          },
        ),
      )
    }
    along += width + 0.012
  }
  return parts
}
