import { BoxGeometry, type BufferGeometry, Group, Mesh, MeshStandardMaterial } from 'three'
import { mergeGeometries } from 'three/examples/jsm/utils/BufferGeometryUtils.js'
import type { Layout } from '../scene/layout.ts'
import type { Random } from '../scene/random.ts'
import { canvasOf, grain, textureOf } from './paint.ts'

/** Blocks of flats in the distance, all from one plan, as around every Korean town. */
export function skyline({ bounds }: Layout, night: number, draw: Random): Group {
  const reach = Math.max(bounds.x[1] - bounds.x[0], bounds.z[1] - bounds.z[0]) / 2
  const blocks: BufferGeometry[] = []
  for (let index = 0; index < 34; index++) {
    const angle = (index / 34) * 2 * Math.PI + draw.between(-0.05, 0.05)
    const away = reach + draw.between(35, 120)
    const [width, depth, height] = [draw.between(22, 38), 11, draw.between(36, 66)]
    const block = new BoxGeometry(width, height, depth)
    block.rotateY(-angle + Math.PI / 2 + draw.pick([-0.35, 0, 0.35]))
    block.translate(Math.cos(angle) * away, height / 2, Math.sin(angle) * away)
    blocks.push(block)
  }
  const { map, light } = flats(draw)
  const material = new MeshStandardMaterial({
    map,
    roughness: 1,
    envMapIntensity: 0.2,
    emissive: '#ffffff',
    emissiveMap: light,
    emissiveIntensity: night > 0.4 ? night * 0.8 : 0,
  })
  const group = new Group()
  group.add(new Mesh(mergeGeometries(blocks), material))
  return group
}

function flats(draw: Random) {
  const [columns, rows] = [12, 18]
  const day = canvasOf(columns * 28, rows * 20)
  const lit = canvasOf(day.width, day.height)
  day.context.fillStyle = '#d5d1c7'
  day.context.fillRect(0, 0, day.width, day.height)
  lit.context.fillStyle = '#000000'
  lit.context.fillRect(0, 0, day.width, day.height)
  for (let column = 0; column < columns; column++) {
    if (column % 4 === 0) {
      day.context.fillStyle = '#a98f72'
      day.context.fillRect(column * 28 - 3, 0, 6, day.height)
    }
    for (let row = 0; row < rows; row++) {
      const [x, y] = [column * 28 + 5, row * 20 + 5]
      day.context.fillStyle = draw.pick(['#6f7f8b', '#5b6872', '#84929b'])
      day.context.fillRect(x, y, 19, 10)
      day.context.fillStyle = '#b7b3aa'
      day.context.fillRect(x - 2, y + 11, 23, 3)
      if (draw.chance(0.4)) {
        lit.context.fillStyle = draw.pick(['#d9b070', '#e8d2a8', '#aebfd6'])
        lit.context.fillRect(x, y, 19, 10)
      }
    }
  }
  grain(day, 8, draw)
  return { map: textureOf(day), light: textureOf(lit) }
}
