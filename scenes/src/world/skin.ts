import {
  BufferGeometry,
  Color,
  type ColorRepresentation,
  Float32BufferAttribute,
  Uint16BufferAttribute,
} from 'three'
import { type BoneName, boneNames } from './skeleton.ts'

/** One ring of a tube: an oval about (`x`, `y`, `z`), whose skin follows one bone, or two in shares. */
export interface Ring {
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

const around = 14

/** A closed tube through rings that rise. */
export function tube(rings: readonly Ring[]): BufferGeometry {
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
export function rigid(geometry: BufferGeometry, bone: BoneName): BufferGeometry {
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

/** The colour with a share of its light. */
export const shaded = (color: ColorRepresentation, share: number): Color =>
  new Color(color).multiplyScalar(share)
