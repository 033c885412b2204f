import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { layoutOf } from '../scene/layout-of.ts'
import { readScene } from '../scene/read-scene.ts'
import type { Scene } from '../scene/scene.ts'
import { boxOf, contact, distanceToBox } from './box.ts'
import { begin, replay, run, step } from './simulation.ts'
import type { Entity, LoggedCommand, State, TwoWheeler, Vehicle } from './state.ts'
import { dimensions } from './vehicles.ts'

const scene = (place: string, more = ''): Scene =>
  readScene(
    `title: { en: a, ko: b }
place: ${place}
cameras: [{ name: a, at: [0, 60, 0.1], look: [0, 0, 0], fieldOfView: 40 }]
actors: { traffic: 14, parked: 8, people: 14, twoWheelers: 0.2 }
${more}`,
    'test',
  )

const busy = scene('{ kind: intersection }')
const wide = scene('{ kind: intersection, lanes: 2 }')
const unlit = scene('{ kind: intersection, lights: false }')
const carPark = scene('{ kind: car-park }')
const motorway = scene('{ kind: motorway }')

const isVehicle = (entity: Entity): entity is Vehicle | TwoWheeler => 'damage' in entity
const vehicles = ({ entities }: State) => entities.filter(isVehicle)

/** Pairs of vehicles that share ground, as `id+id`. */
const overlaps = (state: State): string[] => {
  const boxes = vehicles(state).flatMap((entity) => ({ id: entity.id, box: boxOf(entity)! }))
  return boxes.flatMap((a, index) =>
    boxes.slice(index + 1).flatMap((b) => (contact(a.box, b.box) === null ? [] : [`${a.id}+${b.id}`])),
  )
}

describe('Traffic', () => {
  for (const [name, place] of Object.entries({ busy, wide, unlit, carPark, motorway })) {
    it(`never overlaps for two minutes, over several seeds: ${name}`, () => {
      for (const seed of [1, 2, 3]) {
        let passed = 0
        let before = new Set<number>()
        for (const state of run(place, { seed, until: 120 })) {
          assert.deepEqual(overlaps(state), [], `seed ${seed}, second ${state.second}`)
          const now = new Set(vehicles(state).map(({ id }) => id))
          passed += [...now].filter((id) => !before.has(id)).length
          before = now
        }
        // A street where everybody waits for ever keeps the rule too.
        assert.ok(passed > 15, `seed ${seed}: only ${passed} vehicles came`)
      }
    })
  }

  it('passes a stop line only when its light is not red', () => {
    const layout = layoutOf(busy)
    for (const seed of [4, 5]) {
      let crossed = 0
      let before: State | undefined
      for (const state of run(busy, { seed, until: 180 })) {
        for (const [id, mind] of Object.entries(state.hidden.minds)) {
          const earlier = before?.hidden.minds[Number(id)]
          const vehicle = state.entities.find((entity) => entity.id === Number(id))
          if (
            mind.kind !== 'driver' ||
            earlier?.kind !== 'driver' ||
            vehicle === undefined ||
            !isVehicle(vehicle)
          )
            continue
          const lane = layout.lanes[mind.lane]!
          const line = lane.junction!.from - dimensions[vehicle.model].length / 2
          if (!(earlier.along <= line && mind.along > line)) continue
          crossed += 1
          assert.notEqual(
            state.signals[lane.signal!],
            'red',
            `seed ${seed}, second ${state.second}, vehicle ${id}`,
          )
        }
        before = state
      }
      assert.ok(crossed > 20, `only ${crossed} passed a stop line`)
    }
  })
})

describe('People', () => {
  for (const [name, place] of Object.entries({ busy, unlit })) {
    it(`never walk through a vehicle: ${name}`, () => {
      for (const seed of [6, 7]) {
        let onRoad = 0
        for (const state of run(place, { seed, until: 120 })) {
          const boxes = vehicles(state).map((entity) => boxOf(entity)!)
          for (const person of state.entities) {
            if (person.kind !== 'person') continue
            const { x, z } = person.pose
            onRoad += person.pose.y === 0 ? 1 : 0
            for (const box of boxes)
              assert.ok(
                distanceToBox(box, [x, z]) > 0.15,
                `seed ${seed}, second ${state.second}, person ${person.id}`,
              )
          }
        }
        assert.ok(onRoad > 100, 'somebody crosses')
      }
    })
  }
})

describe('A crash', () => {
  it('happens near its second, ends in rest, and leaves everybody else whole', () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const crash = { ...busy, incident: { kind: 'crash' as const, second: 6, near: [0, 0] as const } }
      let last: State | undefined
      for (const state of run(crash, { seed, until: 25 })) {
        if (state.incident === null)
          assert.deepEqual(overlaps(state), [], `seed ${seed}, second ${state.second}`)
        last = state
      }
      const { incident, hidden, entities } = last!
      assert.ok(incident !== null, `seed ${seed}: no crash`)
      assert.ok(Math.abs(incident.since - 6) < 4, `seed ${seed}: it came at second ${incident.since}`)
      assert.deepEqual(
        Object.values(hidden.minds).filter(({ kind }) => kind === 'sliding' || kind === 'drifting'),
        [],
      )
      for (const entity of entities) {
        if (!isVehicle(entity)) continue
        assert.equal(
          entity.damage.amount > 0,
          incident.entities.includes(entity.id),
          `seed ${seed}, vehicle ${entity.id}`,
        )
        if (entity.damage.amount > 0) assert.equal(entity.speed < 0.1, true)
      }
    }
  })
})

describe('The same seed and commands', () => {
  const log: LoggedCommand[] = [
    { step: 20, command: { kind: 'stage', incident: 'crash', near: [0, 0] } },
    { step: 400, command: { kind: 'reset' } },
    { step: 430, command: { kind: 'stage', incident: 'pistol', near: [8, 8] } },
  ]
  const lastOf = (states: Iterable<State>) => [...states].at(-1)

  it('give the same states, to the last digit', () => {
    const [first, second] = [replay(busy, log, { until: 20 }), replay(busy, log, { until: 20 })]
    for (const state of first) assert.deepEqual(state, second.next().value)
  })

  it('give others with another seed', () => {
    assert.notDeepEqual(lastOf(run(busy, { seed: 1, until: 1 })), lastOf(run(busy, { seed: 2, until: 1 })))
  })

  it('leave the state alone that they start from', () => {
    const layout = layoutOf(busy)
    const start = begin(busy, layout)
    const copy = structuredClone(start)
    step(busy, layout, start, [{ kind: 'stage', incident: 'crash', near: [0, 0] }])
    assert.deepEqual(start, copy)
  })

  it('survive JSON, so that a state may be sent or kept', () => {
    const layout = layoutOf(busy)
    const start = begin(busy, layout)
    const kept = JSON.parse(JSON.stringify(start)) as State
    assert.deepEqual(step(busy, layout, kept), step(busy, layout, start))
  })
})
