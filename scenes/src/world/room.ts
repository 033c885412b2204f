import { Group, Mesh, MeshStandardMaterial, PlaneGeometry, PointLight, SpotLight } from 'three'
import type { Layout } from '../scene/layout.ts'
import type { Random } from '../scene/random.ts'
import { writeHangul } from './hangul.ts'
import { blotches, canvasOf, grain, textureOf } from './paint.ts'
import { box, merged } from './shape.ts'

/** The inside of a shop: walls at the bounds, a ceiling with its lights, the door as bright glass. */
export function roomModel({ bounds, room }: Layout, draw: Random): Group {
  const group = new Group()
  if (room === null) return group
  const { x, z } = bounds
  const [width, depth] = [x[1] - x[0], z[1] - z[0]]
  const [middleX, middleZ] = [(x[0] + x[1]) / 2, (z[0] + z[1]) / 2]
  const paint = canvasOf(512, 256)
  paint.context.fillStyle = draw.pick(['#dcdcda', '#d2d7da', '#e0dfdb'])
  paint.context.fillRect(0, 0, 512, 256)
  paint.context.fillStyle = 'rgba(80,84,88,0.35)'
  paint.context.fillRect(0, 240, 512, 16)
  blotches(paint, 40, 'rgba(90,80,70,0.08)', [20, 90], draw)
  grain(paint, 10, draw)
  const wall = new MeshStandardMaterial({ map: textureOf(paint), roughness: 0.95 })
  const add = (mesh: Mesh) => {
    mesh.receiveShadow = true
    group.add(mesh)
  }
  for (const [length, atX, atZ, turn] of [
    [width, middleX, z[0], 0],
    [width, middleX, z[1], Math.PI],
    [depth, x[0], middleZ, Math.PI / 2],
    [depth, x[1], middleZ, -Math.PI / 2],
  ] as const) {
    const mesh = new Mesh(new PlaneGeometry(length, room.height), wall)
    mesh.position.set(atX, room.height / 2, atZ)
    mesh.rotation.y = turn
    add(mesh)
  }
  const ceiling = new Mesh(
    new PlaneGeometry(width, depth),
    new MeshStandardMaterial({ color: '#cfcdc6', roughness: 1 }),
  )
  ceiling.rotation.x = Math.PI / 2
  ceiling.position.set(middleX, room.height, middleZ)
  add(ceiling)

  const tubes = []
  const rows = Math.max(1, Math.round(depth / 3))
  const columns = Math.max(1, Math.round(width / 3.5))
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      tubes.push(
        box([1.2, 0.05, 0.3], '#ffffff', {
          at: [
            x[0] + ((column + 0.5) * width) / columns,
            room.height - 0.04,
            z[0] + ((row + 0.5) * depth) / rows,
          ],
        }),
      )
  group.add(
    new Mesh(
      merged(tubes),
      new MeshStandardMaterial({ color: '#000000', emissive: '#ffffff', emissiveIntensity: 1.6 }),
    ),
  )
  const { door } = room
  const glass = new Mesh(
    box([0.04, 2.2, door.width], '#ffffff'),
    new MeshStandardMaterial({
      color: '#9fb6c4',
      emissive: '#b7cbd6',
      emissiveIntensity: 0.5,
      roughness: 0.15,
    }),
  )
  glass.position.set(door.at[0], 1.1, door.at[1])
  glass.rotation.y = door.heading
  group.add(glass, ...posters(x, z, room.height, draw))

  const lamp = new SpotLight('#ffffff', 26, 14, 1.2, 0.7, 1.6)
  lamp.position.set(middleX, room.height - 0.06, middleZ + 0.4)
  lamp.target.position.set(middleX, 0, middleZ)
  lamp.castShadow = true
  lamp.shadow.mapSize.set(1024, 1024)
  lamp.shadow.bias = -0.002
  lamp.shadow.radius = 5
  const fill = new PointLight('#ffffff', 5, 11, 1.6)
  fill.position.set(middleX + width * 0.25, room.height - 0.3, middleZ + depth * 0.3)
  group.add(lamp, lamp.target, fill)
  return group
}

function posters(
  x: readonly [number, number],
  z: readonly [number, number],
  height: number,
  draw: Random,
): Mesh[] {
  return ['할인', '신상', '행사'].map((text, index) => {
    const sheet = canvasOf(96, 128)
    const color = draw.pick(['#b3261e', '#1d4f91', '#0f6b4a', '#e0a21b'])
    sheet.context.fillStyle = color
    sheet.context.fillRect(0, 0, 96, 128)
    sheet.context.fillStyle = '#f4f1e6'
    sheet.context.fillRect(8, 62, 80, 56)
    sheet.context.strokeStyle = '#f7f5ee'
    writeHangul(sheet.context, text, 10, 12, 38)
    const mesh = new Mesh(
      new PlaneGeometry(0.7, 0.95),
      new MeshStandardMaterial({ map: textureOf(sheet), roughness: 0.7 }),
    )
    mesh.position.set(x[0] + (x[1] - x[0]) * (0.2 + 0.3 * index), height * 0.76, z[0] + 0.02)
    return mesh
  })
}
