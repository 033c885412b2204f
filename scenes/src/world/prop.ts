import { type BufferGeometry, Color, Group, Mesh, MeshStandardMaterial } from 'three'
import type { Prop } from '../simulation/state.ts'
import { contactShadow } from './glow.ts'
import type { Model } from './model.ts'
import { place } from './place.ts'
import { ball, box, merged, rod } from './shape.ts'

export function propModel(prop: Prop): Model<Prop> {
  const object = new Group()
  const material = new MeshStandardMaterial({ vertexColors: true, roughness: 0.75 })
  const mesh = new Mesh(merged(shapes[prop.model](prop.size, prop.colour)), material)
  mesh.castShadow = true
  mesh.receiveShadow = true
  object.add(mesh)
  if (prop.model !== 'debris') object.add(contactShadow(prop.size[0] * 1.5, prop.size[1] * 1.5))
  const burnt = new Color('#15110f')
  return {
    object,
    show({ pose, burning }) {
      place(object, pose)
      material.color.set('#ffffff').lerp(burnt, burning * 0.9)
    },
    dispose() {
      mesh.geometry.dispose()
      material.dispose()
    },
  }
}

type Shape = (size: Prop['size'], colour: string) => BufferGeometry[]

const shapes: Readonly<Record<Prop['model'], Shape>> = {
  bin: ([length, , height], colour) => [
    rod(length * 0.42, height * 0.9, colour, { top: length * 0.5, at: [0, height * 0.45, 0], sides: 18 }),
    rod(length * 0.53, height * 0.07, new Color(colour).multiplyScalar(0.7).getStyle(), {
      at: [0, height * 0.9, 0],
      sides: 18,
    }),
    rod(length * 0.44, 0.01, '#0b0b0b', { at: [0, height * 0.94, 0], sides: 18 }),
    box([length * 0.5, height * 0.16, 0.01], '#e6e6e0', { at: [0, height * 0.6, length * 0.47] }),
  ],
  debris: ([length, width, height], colour) => [
    box([length, height, width], colour, { at: [0, height / 2, 0], turn: [0.2, 0.3, 0.1] }),
    box([length * 0.5, height * 0.7, width * 0.6], '#222326', {
      at: [length * 0.3, height * 0.4, width * 0.3],
      turn: [0.5, 1, 0.3],
    }),
  ],
  cone: ([length, , height], colour) => [
    box([length, 0.04, length], '#1e1e1e', { at: [0, 0.02, 0] }),
    rod(length * 0.36, height, colour, { top: length * 0.08, at: [0, height / 2, 0], sides: 14 }),
    rod(length * 0.29, height * 0.2, '#f1f1ec', { top: length * 0.22, at: [0, height * 0.5, 0], sides: 14 }),
  ],
  sack: ([length, width, height], colour) => [
    ball(0.5, colour, { at: [0, height * 0.45, 0], scale: [length, height * 0.95, width] }),
    ball(0.1, colour, { at: [0.02, height * 0.95, 0], scale: [0.8, 1.2, 0.8] }),
  ],
  'work-piece': ([length, width, height], colour) => [
    box([length, 0.05, width], colour, { at: [0, height, 0] }),
    ...[-1, 1].flatMap((x) =>
      [-1, 1].map((z) =>
        rod(0.025, height, '#53575c', { at: [x * length * 0.42, height / 2, z * width * 0.4] }),
      ),
    ),
    rod(0.05, length * 0.8, '#7d838a', { at: [0, height + 0.08, 0], turn: [0, 0, Math.PI / 2] }),
  ],
}
