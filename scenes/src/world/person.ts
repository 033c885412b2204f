import { Group, type Material, MeshStandardMaterial, type Object3D, SkinnedMesh } from 'three'
import type { Look, Person } from '../simulation/state.ts'
import { contactShadow } from './glow.ts'
import { type HeldThing, heldThing } from './held.ts'
import type { Model } from './model.ts'
import { personBody } from './person-body.ts'
import { gripOf, pose, type Stance } from './person-pose.ts'
import { place } from './place.ts'
import { type Bones, openSkeleton, standardHeight } from './skeleton.ts'

export function personModel(person: Person): Model<Person> {
  const object = new Group()
  const figure = openFigure(person.look)
  const shadow = contactShadow(0.9, 0.8)
  object.add(figure.object, shadow)
  const habit = (person.id % 17) / 17
  let held: { readonly kind: string; readonly thing: HeldThing } | undefined
  return {
    object,
    show(entity, second) {
      place(object, entity.pose)
      const stance = (posture: Person['posture']): Stance => ({
        posture,
        holding: entity.holding?.kind ?? null,
        gait: entity.gait,
        second,
        habit,
      })
      const now = stance(entity.posture)
      pose(figure.bones, stance(entity.previousPosture), now, entity.postureSeconds)
      if (held?.kind !== entity.holding?.kind) {
        held?.thing.dispose()
        held =
          entity.holding === null
            ? undefined
            : { kind: entity.holding.kind, thing: heldThing(entity.holding) }
      }
      if (held !== undefined && entity.holding !== null) {
        held.thing.object.userData.entity = entity.holding.id
        held.thing.carry(figure.bones, gripOf(now))
      }
    },
    dispose() {
      held?.thing.dispose()
      figure.dispose()
    },
  }
}

/** A body that can be posed, as tall as its look says. */
export interface Figure {
  readonly object: Object3D
  readonly bones: Bones
  dispose(): void
}

export function openFigure(look: Look): Figure {
  const { bones, skeleton } = openSkeleton()
  const material: Material = new MeshStandardMaterial({ vertexColors: true, roughness: 0.85 })
  const mesh = new SkinnedMesh(personBody(look), material)
  mesh.add(bones.hips)
  mesh.bind(skeleton)
  mesh.scale.setScalar(look.height / standardHeight)
  mesh.castShadow = true
  mesh.receiveShadow = true
  mesh.frustumCulled = false
  return {
    object: mesh,
    bones,
    dispose() {
      mesh.geometry.dispose()
      material.dispose()
      skeleton.dispose()
    },
  }
}
