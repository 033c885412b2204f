import {
  BufferGeometry,
  Color,
  Float32BufferAttribute,
  Group,
  Mesh,
  MeshStandardMaterial,
  PlaneGeometry,
  Shape,
  ShapeGeometry,
  type Texture,
} from 'three'
import type { Layout, Marking, Surface } from '../scene/layout.ts'
import type { Random } from '../scene/random.ts'
import { blotches, canvasOf, grain, textureOf } from './paint.ts'

export const kerbHeight = 0.12

/** Roads, sidewalks, floors and what is painted on them. */
export function groundModel(layout: Layout, wet: boolean, draw: Random): Group {
  const group = new Group()
  const paving = (kind: Paving) =>
    new MeshStandardMaterial({
      map: pavings[kind](draw, wet),
      roughness: wet ? 0.32 : kind === 'tiles' ? 0.42 : 0.93,
      envMapIntensity: wet ? 1.1 : kind === 'tiles' ? 0.5 : 0.3,
    })
  const add = (geometry: BufferGeometry, material: MeshStandardMaterial, height: number) => {
    const mesh = new Mesh(geometry, material)
    mesh.position.y = height
    mesh.receiveShadow = true
    group.add(mesh)
  }
  const { x, z } = layout.bounds
  const beyond = layout.room === null ? 300 : 0
  const base = new PlaneGeometry(x[1] - x[0] + beyond, z[1] - z[0] + beyond)
  base.rotateX(-Math.PI / 2).translate((x[0] + x[1]) / 2, 0, (z[0] + z[1]) / 2)
  add(overGround(base), paving(layout.ground), -0.02)

  const materials = new Map<Surface['kind'], MeshStandardMaterial>()
  layout.surfaces.forEach(({ kind, outline }, index) => {
    const material = materials.get(kind) ?? paving(surfacePaving[kind])
    materials.set(kind, material)
    const height = kind === 'sidewalk' ? kerbHeight : 0.0015 * index
    add(flat(outline), material, height)
    if (kind === 'sidewalk') add(kerb(outline), kerbMaterial(wet), 0)
  })
  if (layout.markings.length > 0) {
    const paint = new MeshStandardMaterial({
      vertexColors: true,
      roughness: wet ? 0.35 : 0.85,
      envMapIntensity: 0.4,
      map: worn(draw),
    })
    add(markingGeometry(layout.markings), paint, 0.0015 * layout.surfaces.length + 0.012)
  }
  return group
}

type Paving = Layout['ground'] | 'asphalt' | 'blocks'

const surfacePaving: Readonly<Record<Surface['kind'], Paving>> = {
  road: 'asphalt',
  sidewalk: 'blocks',
  floor: 'tiles',
  verge: 'grass',
}

/** Metres that one repeat of a paving covers. */
const patch = 6

const kerbMaterial = (wet: boolean) =>
  new MeshStandardMaterial({ color: '#b9b6ae', roughness: wet ? 0.4 : 0.95 })

/** Texture coordinates from the ground itself, so that neighbouring surfaces of a kind run on. */
function overGround(geometry: BufferGeometry): BufferGeometry {
  const position = geometry.getAttribute('position')
  const uv = Float32Array.from({ length: position.count * 2 }, (_, index) =>
    index % 2 === 0 ? position.getX(index >> 1) / patch : -position.getZ(index >> 1) / patch,
  )
  geometry.setAttribute('uv', new Float32BufferAttribute(uv, 2))
  return geometry
}

function flat(outline: Surface['outline']): BufferGeometry {
  const shape = new Shape()
  for (const [index, [x, z]] of outline.entries()) index === 0 ? shape.moveTo(x, -z) : shape.lineTo(x, -z)
  return overGround(new ShapeGeometry(shape).rotateX(-Math.PI / 2))
}

/** The upright side of a sidewalk, with its light stone on top. */
function kerb(outline: Surface['outline']): BufferGeometry {
  const positions: number[] = []
  outline.forEach(([x0, z0], index) => {
    const [x1, z1] = outline[(index + 1) % outline.length]!
    positions.push(
      x0,
      0,
      z0,
      x1,
      0,
      z1,
      x1,
      kerbHeight,
      z1,
      x0,
      0,
      z0,
      x1,
      kerbHeight,
      z1,
      x0,
      kerbHeight,
      z0,
    )
    positions.push(
      x0,
      0,
      z0,
      x1,
      kerbHeight,
      z1,
      x1,
      0,
      z1,
      x0,
      0,
      z0,
      x0,
      kerbHeight,
      z0,
      x1,
      kerbHeight,
      z1,
    )
  })
  const geometry = new BufferGeometry()
  geometry.setAttribute('position', new Float32BufferAttribute(positions, 3))
  geometry.computeVertexNormals()
  return geometry
}

const paints = { white: '#dcdcd6', yellow: '#d6a52a', blue: '#3a6fb0' }

function markingGeometry(markings: readonly Marking[]): BufferGeometry {
  const positions: number[] = []
  const colors: number[] = []
  const indices: number[] = []
  for (const { from, to, width, dash, colour } of markings) {
    const length = Math.hypot(to[0] - from[0], to[1] - from[1])
    const [ux, uz] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length]
    const [on, off] = dash ?? [length, 0]
    const { r, g, b } = new Color(paints[colour])
    for (let begin = 0; begin < length - 0.01; begin += on + off) {
      const end = Math.min(length, begin + on)
      const first = positions.length / 3
      for (const [along, side] of [
        [begin, -1],
        [end, -1],
        [end, 1],
        [begin, 1],
      ] as const) {
        positions.push(
          from[0] + ux * along - (uz * side * width) / 2,
          0,
          from[1] + uz * along + (ux * side * width) / 2,
        )
        colors.push(r, g, b)
      }
      indices.push(first, first + 2, first + 1, first, first + 3, first + 2)
    }
  }
  const geometry = new BufferGeometry()
  geometry.setAttribute('position', new Float32BufferAttribute(positions, 3))
  geometry.setAttribute('color', new Float32BufferAttribute(colors, 3))
  geometry.setIndex(indices)
  geometry.computeVertexNormals()
  return overGround(geometry)
}

/** White with spots where tyres took the paint off. */
function worn(draw: Random): Texture {
  const canvas = canvasOf(256, 256)
  canvas.context.fillStyle = '#ffffff'
  canvas.context.fillRect(0, 0, 256, 256)
  blotches(canvas, 60, 'rgba(70,70,70,0.35)', [4, 26], draw)
  grain(canvas, 40, draw)
  return textureOf(canvas, [1, 1])
}

const size = 512

const pavings: Readonly<Record<Paving, (draw: Random, wet: boolean) => Texture>> = {
  asphalt(draw, wet) {
    const canvas = canvasOf(size, size)
    const { context } = canvas
    context.fillStyle = wet ? '#55585b' : draw.pick(['#77787a', '#6c6d6f', '#7e7c79'])
    context.fillRect(0, 0, size, size)
    blotches(canvas, 40, 'rgba(20,20,20,0.05)', [20, 110], draw)
    blotches(canvas, 24, 'rgba(190,186,176,0.05)', [20, 90], draw)
    context.strokeStyle = 'rgba(25,25,25,0.35)'
    for (let crack = 0; crack < 3; crack++) {
      let [x, y] = [draw.between(0, size), draw.between(0, size)]
      context.lineWidth = draw.between(0.8, 1.6)
      context.beginPath()
      for (let bend = 0; bend < 6; bend++) {
        context.lineTo(x, y)
        x += draw.between(-26, 26)
        y += draw.between(-26, 26)
      }
      context.stroke()
    }
    grain(canvas, 26, draw)
    return textureOf(canvas, [1, 1])
  },
  /** Interlocking concrete blocks, as on the sidewalks of Seoul. */
  blocks(draw, wet) {
    const canvas = canvasOf(size, size)
    const { context } = canvas
    const [across, down] = [60, 30]
    for (let row = 0; row < down; row++)
      for (let column = -1; column < across / 2; column++) {
        const level = draw.between(-9, 9) + (wet ? -34 : 0)
        const [red, green, blue] = draw.chance(0.14) ? [152, 138, 128] : [158, 154, 146]
        context.fillStyle = `rgb(${red + level},${green + level},${blue + level})`
        const width = (size / across) * 2
        context.fillRect(
          (column + (row % 2) / 2) * width,
          row * (size / down),
          width - 0.8,
          size / down - 0.8,
        )
      }
    blotches(canvas, 30, 'rgba(50,46,40,0.14)', [10, 60], draw)
    grain(canvas, 18, draw)
    return textureOf(canvas, [1, 1])
  },
  concrete(draw, wet) {
    const canvas = canvasOf(size, size)
    const { context } = canvas
    context.fillStyle = wet ? '#77797a' : '#9c9a94'
    context.fillRect(0, 0, size, size)
    blotches(canvas, 50, 'rgba(40,38,34,0.12)', [10, 80], draw)
    context.strokeStyle = 'rgba(60,58,54,0.5)'
    context.lineWidth = 2
    for (const at of [0, size / 2]) {
      context.strokeRect(at, 0, size / 2, size / 2)
      context.strokeRect(at, size / 2, size / 2, size / 2)
    }
    grain(canvas, 20, draw)
    return textureOf(canvas, [1, 1])
  },
  grass(draw) {
    const canvas = canvasOf(size, size)
    const { context } = canvas
    context.fillStyle = '#5f6b42'
    context.fillRect(0, 0, size, size)
    blotches(canvas, 160, 'rgba(50,64,28,0.4)', [6, 50], draw)
    blotches(canvas, 60, 'rgba(150,138,92,0.28)', [6, 40], draw)
    grain(canvas, 44, draw)
    return textureOf(canvas, [1, 1])
  },
  tiles(draw) {
    const canvas = canvasOf(size, size)
    const { context } = canvas
    const count = 10
    const side = size / count
    for (let row = 0; row < count; row++)
      for (let column = 0; column < count; column++) {
        const level = 178 + draw.between(-7, 7)
        context.fillStyle = `rgb(${level},${level - 1},${level - 5})`
        context.fillRect(column * side, row * side, side - 1.4, side - 1.4)
      }
    blotches(canvas, 30, 'rgba(60,50,40,0.08)', [20, 90], draw)
    grain(canvas, 10, draw)
    return textureOf(canvas, [1, 1])
  },
}
