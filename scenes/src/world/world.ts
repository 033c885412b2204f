import { Group, Mesh, MeshStandardMaterial, type Object3D, PointLight, Scene as Stage } from 'three'
import type { Layout } from '../scene/layout.ts'
import { random } from '../scene/random.ts'
import type { Scene } from '../scene/scene.ts'
import type { Entity, State } from '../simulation/state.ts'
import { buildingModel } from './building.ts'
import { carModel } from './car.ts'
import { type Daylight, daylight } from './daylight.ts'
import { fireModel, plumeModel, sparksModel } from './fire.ts'
import { furnitureParts } from './furniture.ts'
import { groundModel } from './ground.ts'
import type { Model } from './model.ts'
import { personModel } from './person.ts'
import { rainModel } from './precipitation.ts'
import { propModel } from './prop.ts'
import { roomModel } from './room.ts'
import { merged } from './shape.ts'
import { addSky } from './sky.ts'
import { skyline } from './skyline.ts'
import { lampsModel, signalsModel } from './street.ts'
import { treesModel } from './tree.ts'
import { twoWheelerModel } from './two-wheeler.ts'

/** A scene as three.js draws it: what stands still from the beginning, and what moves from one state to the next. */
export interface World {
  readonly stage: Stage
  readonly daylight: Daylight
  show(state: State): void
  /** The roots of what was shown last, by the ids of their entities; held things among them. */
  entities(): ReadonlyMap<number, Object3D>
  /** Gives back all graphics memory. */
  dispose(): void
}

export function openWorld(scene: Scene, layout: Layout): World {
  const stage = new Stage()
  const light = daylight(scene)
  const draw = random(scene.seed)
  const removeSky = addSky(stage, light, scene.seed, layout.room === null ? 34 : 8)
  const still = new Group()
  still.add(
    groundModel(layout, light.wet, draw),
    ...layout.buildings.map((building) => buildingModel(building, light.night)),
    treesModel(layout.trees, draw),
    lampsModel(layout.lamps, light.lampsOn, light.night),
    roomModel(layout, draw),
  )
  if (layout.room === null) still.add(skyline(layout, light.night, draw))
  if (layout.furniture.length > 0) still.add(furniture(layout))
  const signals = signalsModel(layout)
  const falling = rainModel(scene.weather, light)
  const flicker = new PointLight('#ff8a30', 0, 24, 1.6)
  stage.add(still, signals.object, falling.object, flicker)
  for (const fixed of [still, signals.object]) fix(fixed)

  const shown = new Map<number, { readonly look: string; readonly model: Model<Entity> }>()
  const remove = (id: number) => {
    const { model } = shown.get(id)!
    model.object.removeFromParent()
    model.dispose()
    shown.delete(id)
  }
  return {
    stage,
    daylight: light,
    show(state) {
      const present = new Set(state.entities.map(({ id }) => id))
      for (const id of [...shown.keys()]) if (!present.has(id)) remove(id)
      for (const entity of state.entities) {
        const look = looks(entity)
        if (shown.has(entity.id) && shown.get(entity.id)!.look !== look) remove(entity.id)
        let entry = shown.get(entity.id)
        if (entry === undefined) {
          entry = { look, model: modelOf(entity, light, flicker) }
          entry.model.object.userData.entity = entity.id
          shown.set(entity.id, entry)
          stage.add(entry.model.object)
        }
        entry.model.show(entity, state.second)
      }
      signals.show(state)
      falling.show(state.second)
    },
    entities() {
      const roots = new Map<number, Object3D>()
      for (const { model } of shown.values())
        model.object.traverse((part) => {
          if (typeof part.userData.entity === 'number') roots.set(part.userData.entity, part)
        })
      return roots
    },
    dispose() {
      for (const id of [...shown.keys()]) remove(id)
      removeSky()
      stage.traverse((part) => {
        if (part instanceof Mesh) free(part)
      })
    },
  }
}

function furniture(layout: Layout): Mesh {
  const mesh = new Mesh(
    merged(layout.furniture.flatMap(furnitureParts)),
    new MeshStandardMaterial({ vertexColors: true, roughness: 0.75, envMapIntensity: 0.5 }),
  )
  mesh.castShadow = true
  mesh.receiveShadow = true
  return mesh
}

/** What cannot change on a model once it is made; one that differs is another thing under a used number. */
function looks(entity: Entity): string {
  switch (entity.kind) {
    case 'person':
      return JSON.stringify(entity.look)
    case 'fire':
    case 'smoke':
    case 'steam':
    case 'sparks':
      return `${entity.kind} ${'size' in entity ? entity.size : ''}`
    default:
      return `${entity.kind} ${entity.model} ${entity.colour}`
  }
}

function modelOf(entity: Entity, light: Daylight, flicker: PointLight): Model<Entity> {
  const { lampsOn } = light
  switch (entity.kind) {
    case 'car':
    case 'bus':
    case 'truck':
      return carModel(entity, lampsOn) as Model<Entity>
    case 'two-wheeler':
      return twoWheelerModel(entity, lampsOn) as Model<Entity>
    case 'person':
      return personModel(entity) as Model<Entity>
    case 'prop':
      return propModel(entity) as Model<Entity>
    case 'fire':
      return fireModel(entity, flicker, light) as Model<Entity>
    case 'smoke':
    case 'steam':
      return plumeModel(entity) as Model<Entity>
    case 'sparks':
      return sparksModel(entity, flicker) as Model<Entity>
  }
}

/** What never moves need not be placed again for every frame. */
function fix(object: Object3D): void {
  object.updateMatrixWorld(true)
  object.traverse((part) => {
    part.matrixAutoUpdate = false
    part.matrixWorldAutoUpdate = false
  })
}

function free({ geometry, material }: Mesh): void {
  geometry.dispose()
  for (const one of Array.isArray(material) ? material : [material]) {
    for (const value of Object.values(one)) if (value?.isTexture) value.dispose()
    one.dispose()
  }
}
