import {
  BoxGeometry,
  type BufferGeometry,
  Color,
  Group,
  Mesh,
  MeshStandardMaterial,
  type Texture,
} from 'three'
import type { Building } from '../scene/layout.ts'
import { type Random, random } from '../scene/random.ts'
import { writeHangul } from './hangul.ts'
import { blotches, type Canvas, canvasOf, grain, textureOf } from './paint.ts'
import { box, merged } from './shape.ts'

/** A house with its windows, signs and what stands on its roof. */
export function buildingModel(building: Building, night: number): Group {
  const { at, heading, size, seed, bays, storeys } = building
  const [width, depth, height] = size
  const draw = random(seed)
  const front = facade(building, bays, building.shopFront, draw)
  const side = facade(building, Math.max(2, Math.round(depth / 3.4)), false, draw)
  const wall = ({ map, light }: Facade) =>
    new MeshStandardMaterial({
      map,
      roughness: 0.9,
      envMapIntensity: 0.25,
      emissive: '#ffffff',
      emissiveMap: light,
      emissiveIntensity: night > 0.4 ? 0.5 * night : 0,
    })
  const roof = new MeshStandardMaterial({ vertexColors: true, roughness: 0.95, envMapIntensity: 0.25 })
  const blank = new MeshStandardMaterial({ color: '#5c5a56', roughness: 1 })
  const [frontWall, sideWall] = [wall(front), wall(side)]
  const body = new Mesh(new BoxGeometry(depth, height, width), [
    frontWall,
    sideWall,
    blank,
    blank,
    sideWall,
    sideWall,
  ])
  body.position.y = height / 2
  const extras = new Mesh(merged(outside(building, storeys, draw)), roof)
  for (const mesh of [body, extras]) {
    mesh.castShadow = true
    mesh.receiveShadow = true
  }
  const object = new Group()
  object.add(body, extras)
  object.position.set(at[0], 0, at[1])
  object.rotation.y = heading
  return object
}

interface Facade {
  readonly map: Texture
  /** What shines at night. */
  readonly light: Texture
}

/** Pixels of one bay and one storey. */
const bay = 80
const storey = 88

function facade(building: Building, bays: number, shopFront: boolean, draw: Random): Facade {
  const { storeys, colour } = building
  const [width, height] = [bays * bay, storeys * storey]
  const day = canvasOf(width, height)
  const lit = canvasOf(width, height)
  day.context.fillStyle = colour
  day.context.fillRect(0, 0, width, height)
  lit.context.fillStyle = '#000000'
  lit.context.fillRect(0, 0, width, height)
  courses(day, draw)
  blotches(day, 40, 'rgba(30,25,20,0.1)', [20, 110], draw)
  for (let row = 0; row < storeys; row++) {
    const y = row * storey
    const ground = row === storeys - 1
    if (ground && shopFront) {
      for (let column = 0; column < bays; column += 2)
        shop(day, lit, column * bay, y, Math.min(2, bays - column) * bay, draw)
      continue
    }
    // A Korean commercial street has signs as high as there are tenants.
    const tenants = shopFront && row === storeys - 2
    for (let column = 0; column < bays; column++) window(day, lit, column * bay, y, draw)
    if (tenants)
      for (let column = 0; column < bays; column += 2)
        if (draw.chance(0.7)) board(day, lit, column * bay + 4, y + storey - 20, 2 * bay - 10, 19, draw)
  }
  if (shopFront && draw.chance(0.7))
    upright(day, lit, width - 24, 12, Math.min(height - storey - 20, 190), draw)
  grain(day, 14, draw)
  return { map: textureOf(day), light: textureOf(lit) }
}

/** Bricks, or the seams of panels. */
function courses({ context, width, height }: Canvas, draw: Random): void {
  context.fillStyle = 'rgba(0,0,0,0.1)'
  const step = draw.pick([5, 6, 44])
  for (let y = 0; y < height; y += step) context.fillRect(0, y, width, 1)
}

function window(day: Canvas, lit: Canvas, x: number, y: number, draw: Random): void {
  const { context } = day
  context.fillStyle = '#e3e1da'
  context.fillRect(x + 12, y + 16, 56, 50)
  const shine = draw.between(30, 95)
  const glass = context.createLinearGradient(x, y + 18, x + 40, y + 66)
  glass.addColorStop(0, `rgb(${shine + 55},${shine + 72},${shine + 88})`)
  glass.addColorStop(1, `rgb(${shine * 0.5},${shine * 0.55},${shine * 0.62})`)
  context.fillStyle = glass
  for (const half of [15, 41]) context.fillRect(x + half, y + 19, 24, 44)
  if (draw.chance(0.4)) {
    context.fillStyle = `rgba(225,220,205,${draw.between(0.3, 0.8)})`
    context.fillRect(x + 15, y + 19, 50, draw.between(8, 34))
  }
  context.fillStyle = 'rgba(0,0,0,0.3)'
  context.fillRect(x + 10, y + 66, 60, 3)
  if (draw.chance(0.35)) {
    lit.context.fillStyle = draw.pick(['#d9a860', '#e6c690', '#b9cdea'])
    for (const half of [15, 41]) lit.context.fillRect(x + half, y + 19, 24, 44)
  }
}

/** Pharmacy, convenience shop, coffee, bank, chicken, estate agent, diner, hairdresser, karaoke, stationer and the like. */
const trades = [
  '약국',
  '편의점',
  '커피',
  '은행',
  '치킨',
  '부동산',
  '분식',
  '미용실',
  '노래방',
  '문구',
  '김밥',
  '서점',
  '안경',
  '국수',
  '빵집',
  '세탁',
  '치과',
  '학원',
]
const boardColors = ['#1d4f91', '#0f6b4a', '#b3261e', '#f2f0e8', '#e0a21b', '#2b2d33', '#6d2f7a', '#d9541e']

function shop(day: Canvas, lit: Canvas, x: number, y: number, width: number, draw: Random): void {
  const { context } = day
  context.fillStyle = '#2b2d30'
  context.fillRect(x + 3, y + 24, width - 6, storey - 24)
  const glass = context.createLinearGradient(0, y + 28, 0, y + storey)
  glass.addColorStop(0, '#66757e')
  glass.addColorStop(1, '#2d3336')
  context.fillStyle = glass
  context.fillRect(x + 7, y + 28, width - 14, storey - 32)
  for (let item = 0; item < width / 14; item++) {
    context.fillStyle = `hsla(${draw.between(0, 360)},32%,${draw.between(30, 65)}%,0.65)`
    context.fillRect(
      x + 9 + draw.between(0, width - 30),
      y + 46 + draw.between(0, 18),
      draw.between(5, 14),
      draw.between(8, 22),
    )
  }
  context.fillStyle = '#3a3d41'
  context.fillRect(x + width / 2 - 16, y + 30, 2, storey - 32)
  context.fillRect(x + width / 2 + 14, y + 30, 2, storey - 32)
  const open = draw.chance(0.8)
  if (open) {
    lit.context.fillStyle = draw.pick(['#f2d8a6', '#e9e4d4', '#cfe0f2'])
    lit.context.fillRect(x + 7, y + 28, width - 14, storey - 34)
  }
  board(day, lit, x + 2, y + 2, width - 4, 23, draw)
}

function board(
  day: Canvas,
  lit: Canvas,
  x: number,
  y: number,
  width: number,
  height: number,
  draw: Random,
): void {
  const color = draw.pick(boardColors)
  const text = draw.pick(trades)
  const ink = color === '#f2f0e8' || color === '#e0a21b' ? '#20242c' : '#f7f5ee'
  for (const [{ context }, dim] of [
    [day, 1],
    [lit, 0.75],
  ] as const) {
    context.globalAlpha = dim
    context.fillStyle = color
    context.fillRect(x, y, width, height)
    context.strokeStyle = ink
    const size = Math.min(height - 5, (width - 6) / text.length)
    writeHangul(context, text, x + (width - size * text.length) / 2, y + (height - size) / 2, size)
    context.globalAlpha = 1
  }
}

/** A sign that runs down the corner of a house, one syllable beneath the other. */
function upright(day: Canvas, lit: Canvas, x: number, y: number, height: number, draw: Random): void {
  const text = draw.pick(trades)
  const size = 20
  const length = Math.min(height, text.length * (size + 3) + 6)
  if (length < size) return
  const color = draw.pick(boardColors)
  for (const { context } of [day, lit]) {
    context.fillStyle = color
    context.fillRect(x, y, size + 4, length)
    context.strokeStyle = color === '#f2f0e8' ? '#20242c' : '#f7f5ee'
    Array.from(text).forEach((syllable, index) => {
      if ((index + 1) * (size + 3) <= length)
        writeHangul(context, syllable, x + 2, y + 3 + index * (size + 3), size)
    })
  }
}

/** Parapet, water tank, condensers on the front: what keeps a box from looking like one. */
function outside(
  { size: [width, depth, height], shopFront }: Building,
  storeys: number,
  draw: Random,
): BufferGeometry[] {
  const grey = '#6a6762'
  const parts = [
    box([depth + 0.3, 0.5, width + 0.3], grey, { at: [0, height + 0.05, 0] }),
    box([depth - 0.3, 0.1, width - 0.3], '#4d6b52', { at: [0, height + 0.3, 0] }),
    box([2.6, 2.2, 2.8], '#85817a', {
      at: [draw.between(-0.2, 0.2) * depth, height + 1.2, draw.between(-0.3, 0.3) * width],
    }),
    box([1.6, 1.5, 1.6], draw.pick(['#c9a227', '#3d6aa3']), {
      at: [-0.25 * depth, height + 0.9, 0.3 * width],
    }),
  ]
  for (let unit = 0; unit < storeys * 2; unit++) {
    const y = height * draw.between(0.45, 0.92)
    const z = draw.between(-0.45, 0.45) * width
    parts.push(box([0.35, 0.55, 0.8], '#c4c5c2', { at: [depth / 2 + 0.16, y, z] }))
  }
  if (shopFront) {
    const awning = new Color(draw.pick(boardColors)).lerp(new Color('#8a8a86'), 0.3)
    parts.push(
      box([0.9, 0.08, width * 0.94], awning, { at: [depth / 2 + 0.42, 2.75, 0], turn: [0, 0, -0.16] }),
    )
  }
  return parts
}
