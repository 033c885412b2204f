import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, it } from 'node:test'
import { projectionOf } from '../scene/projection.ts'
import { readScene } from '../scene/read-scene.ts'
import type { Camera, Point } from '../scene/scene.ts'
import { boxOf, contact, corners, distanceToBox } from './box.ts'
import { run } from './simulation.ts'
import type { Entity, State, TwoWheeler, Vehicle } from './state.ts'
import { dimensions } from './vehicles.ts'

const folder = join(import.meta.dirname, '../../scenes')
const scenes = readdirSync(folder).map((file) =>
  readScene(readFileSync(join(folder, file), 'utf8'), basename(file, '.yaml')),
)

const picture = { width: 640, height: 360 }
/** The least pixels, of the longer side, at which the detector of the project has a chance. */
const least = { car: 80, person: 45, weapon: 25, fire: 40 }
const reach = { pistol: 0.22, 'long-gun': 0.85, knife: 0.34 }

const isVehicle = (entity: Entity): entity is Vehicle | TwoWheeler => 'damage' in entity

/** The solid corners of what an incident consists of; a weapon is held out at the height of the chest. */
function outline(state: State, id: number): { kind: keyof typeof least; points: Point[] } | null {
  const entity = state.entities.find((one) => one.id === id)
  if (entity === undefined) {
    const holder = state.entities.find((one) => one.kind === 'person' && one.holding?.id === id)
    if (holder?.kind !== 'person' || holder.holding === null) return null
    const { x, y, z, heading } = holder.pose
    const along = [0.45, 0.45 + reach[holder.holding.kind as keyof typeof reach]]
    return {
      kind: 'weapon',
      points: along.map((far) => [x + Math.cos(heading) * far, y + 1.35, z - Math.sin(heading) * far]),
    }
  }
  const { pose } = entity
  const upright = (ground: readonly (readonly [number, number])[], height: number) =>
    ground.flatMap(([x, z]): Point[] => [
      [x, pose.y, z],
      [x, pose.y + height, z],
    ])
  if (isVehicle(entity)) {
    const kind = entity.kind === 'two-wheeler' ? 'person' : 'car'
    return { kind, points: upright(corners(boxOf(entity)!), dimensions[entity.model].height) }
  }
  if (entity.kind === 'person') {
    const lies = entity.posture === 'fallen'
    const ground = corners({ ...pose, length: lies ? entity.look.height : 0.4, width: 0.5 })
    return { kind: 'person', points: upright(ground, lies ? 0.3 : entity.look.height) }
  }
  if (entity.kind === 'fire')
    return {
      kind: 'fire',
      points: upright(corners({ ...pose, length: entity.size[0], width: entity.size[1] }), entity.size[2]),
    }
  return null
}

/** Pixels of the longer side, and whether the middle is well inside of the picture. */
function seen(camera: Camera, points: readonly Point[]): { pixels: number; inside: boolean } {
  const project = projectionOf(camera, picture.width, picture.height)
  const places = points.flatMap((point) => {
    const place = project(point)
    return place === null ? [] : [place]
  })
  const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)]
  const [left, right] = [Math.min(...xs), Math.max(...xs)]
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)]
  const [x, y] = [(left + right) / 2, (top + bottom) / 2]
  return {
    pixels: Math.max(right - left, bottom - top),
    inside: x > 20 && x < picture.width - 20 && y > 15 && y < picture.height - 15,
  }
}

for (const scene of scenes) {
  describe(`The scene ${scene.name}`, () => {
    const states = [...run(scene)]
    const last = states.at(-1)!

    it('keeps vehicles apart until its incident', () => {
      for (const { incident, entities, second } of states) {
        if (incident !== null) break
        const boxes = entities.filter(isVehicle).map((entity) => boxOf(entity)!)
        const overlaps = boxes.filter((a, index) =>
          boxes.slice(index + 1).some((b) => contact(a, b) !== null),
        )
        assert.deepEqual(overlaps, [], `second ${second}`)
      }
    })

    it('keeps people out of vehicles', () => {
      for (const { entities, second } of states) {
        const boxes = entities.filter(isVehicle).map((entity) => boxOf(entity)!)
        for (const person of entities) {
          if (person.kind !== 'person' || person.posture === 'fallen') continue
          const { x, z } = person.pose
          for (const box of boxes)
            assert.ok(distanceToBox(box, [x, z]) > 0.1, `second ${second}, person ${person.id}`)
        }
      }
    })

    it('can be shown: at most 255 ids', () => {
      for (const { entities } of states) {
        const ids = entities.flatMap((one) => [
          one.id,
          ...(one.kind === 'person' && one.holding !== null ? [one.holding.id] : []),
        ])
        assert.equal(new Set(ids).size, ids.length)
        assert.ok(Math.max(0, ...ids) <= 255)
      }
    })

    if (scene.incident === null) {
      it('stays quiet', () => assert.equal(last.incident, null))
      return
    }
    const wanted = scene.incident

    it(`has its ${wanted.kind} in time`, () => {
      assert.equal(last.incident?.kind, wanted.kind)
      assert.ok(Math.abs(last.incident.since - wanted.second) < 3, `second ${last.incident.since}`)
    })

    it('shows it to every camera, large enough', (test) => {
      assert.ok(last.incident !== null)
      for (const camera of scene.cameras) {
        for (const id of last.incident.entities.slice(0, 2)) {
          const shape = outline(last, id)
          if (shape === null) continue
          const { pixels, inside } = seen(camera, shape.points)
          test.diagnostic(`${scene.name} ${camera.name}: ${shape.kind} ${pixels.toFixed(0)} px`)
          assert.ok(inside, `${shape.kind} is outside of the picture of ${camera.name}`)
          assert.ok(
            pixels >= least[shape.kind],
            `${shape.kind} has ${pixels.toFixed()} px for ${camera.name}`,
          )
        }
      }
    })
  })
}
