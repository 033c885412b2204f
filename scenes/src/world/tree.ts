import {
  type BufferGeometry,
  Color,
  DoubleSide,
  Euler,
  Float32BufferAttribute,
  Group,
  Matrix4,
  Mesh,
  MeshStandardMaterial,
  PlaneGeometry,
  Quaternion,
  Vector3,
} from 'three'
import { mergeGeometries } from 'three/examples/jsm/utils/BufferGeometryUtils.js'
import type { Tree } from '../scene/layout.ts'
import { type Random, random } from '../scene/random.ts'
import { kerbHeight } from './ground.ts'
import { canvasOf, textureOf } from './paint.ts'
import { merged, rod } from './shape.ts'

/** All trees of a street as two meshes: their wood, and their leaves as cards. */
export function treesModel(trees: readonly Tree[], draw: Random): Group {
  const group = new Group()
  if (trees.length === 0) return group
  const wood = new Mesh(
    merged(
      trees.flatMap(({ at: [x, z], height }) => [
        rod(0.2, height * 0.6, '#4b3d31', { top: 0.11, at: [x, height * 0.3, z], sides: 8 }),
        // The iron grate that Korean street trees stand in.
        rod(0.62, 0.02, '#3d3b38', { at: [x, kerbHeight + 0.01, z], sides: 4 }),
      ]),
    ),
    new MeshStandardMaterial({ vertexColors: true, roughness: 1 }),
  )
  const foliage = new Mesh(
    mergeGeometries(trees.flatMap(crown)),
    new MeshStandardMaterial({
      map: leaves(draw),
      alphaTest: 0.45,
      side: DoubleSide,
      roughness: 0.9,
      vertexColors: true,
      envMapIntensity: 0.4,
    }),
  )
  for (const mesh of [wood, foliage]) {
    mesh.castShadow = true
    mesh.receiveShadow = true
    group.add(mesh)
  }
  return group
}

function crown({ at, height, seed }: Tree): BufferGeometry[] {
  const draw = random(seed)
  const green = new Color().setHSL(draw.between(0.2, 0.29), draw.between(0.25, 0.4), 0.62)
  return Array.from({ length: 44 }, () => {
    const [angle, up, away] = [
      draw.between(0, 2 * Math.PI),
      draw.between(-1, 1),
      height * 0.27 * Math.cbrt(draw.between(0.15, 1)),
    ]
    const flat = Math.sqrt(1 - up * up) * 1.1
    const card = new PlaneGeometry(height * 0.32, height * 0.32)
    card.applyMatrix4(
      new Matrix4().compose(
        new Vector3(
          at[0] + Math.cos(angle) * away * flat,
          height * 0.72 + up * away,
          at[1] + Math.sin(angle) * away * flat,
        ),
        new Quaternion().setFromEuler(new Euler(draw.between(0, 6), draw.between(0, 6), draw.between(0, 6))),
        new Vector3(1, 1, 1),
      ),
    )
    // Leaves are lit as the crown is, not as the flat card that they are painted on.
    const normal = new Vector3(Math.cos(angle) * flat, up + 0.5, Math.sin(angle) * flat).normalize()
    const light = 0.5 + 0.5 * (up * 0.5 + 0.5)
    const { r, g, b } = green.clone().multiplyScalar(light * 1.35)
    const repeat = (values: readonly number[]) =>
      new Float32BufferAttribute([...values, ...values, ...values, ...values], 3)
    card.setAttribute('normal', repeat(normal.toArray()))
    card.setAttribute('color', repeat([r, g, b]))
    return card
  })
}

function leaves(draw: Random) {
  const canvas = canvasOf(256, 256)
  const { context } = canvas
  for (let leaf = 0; leaf < 420; leaf++) {
    const [angle, away] = [draw.between(0, 6.28), Math.sqrt(draw.next()) * 112]
    context.save()
    context.translate(128 + Math.cos(angle) * away, 128 + Math.sin(angle) * away)
    context.rotate(draw.between(0, 6.28))
    context.fillStyle = `rgb(${draw.between(88, 150)},${draw.between(128, 190)},${draw.between(58, 100)})`
    context.beginPath()
    context.ellipse(0, 0, draw.between(4, 9), draw.between(8, 17), 0, 0, 7)
    context.fill()
    context.restore()
  }
  return textureOf(canvas)
}
