import assert from 'node:assert/strict'
import { it } from 'node:test'
import { testContext } from '@bonghwa/platform/testing'
import handler from './give-way.ts'
import { onRoute } from './on-route.ts'

const corner = { latitude: 37.5, longitude: 127.03 }
const route = [{ latitude: 37.505, longitude: 127.03 }, corner, { latitude: 37.5, longitude: 127.04 }]

it('Vehicles ahead on the route are told, not those behind, beside or beyond', () => {
  const vehicles = new Map([
    ['round the corner', { latitude: 37.50005, longitude: 127.032 }],
    ['ahead', { latitude: 37.503, longitude: 127.0301 }],
    ['behind', { latitude: 37.506, longitude: 127.03 }],
    ['in a side street', { latitude: 37.503, longitude: 127.031 }],
    ['far beyond', { latitude: 37.5, longitude: 127.0399 }],
  ])
  assert.deepEqual(
    onRoute(route, vehicles).map(({ vehicle, metres }) => [vehicle, metres]),
    [
      ['ahead', 222],
      ['round the corner', 732],
    ],
  )
})

it('Each is told once by each ambulance', async () => {
  const context = testContext()
  const send = (type: string, data: object) =>
    handler.handle({ specversion: '1.0', id: '1', source: '/test', type, data }, context)
  await send('dev.example.vehicle.moved', { vehicle: 'v', place: { latitude: 37.503, longitude: 127.03 } })
  for (const ambulance of ['a', 'a', 'b']) await send('dev.example.ambulance.moved', { ambulance, route })
  assert.deepEqual(
    context.emitted.map(({ id }) => id),
    ['a.v', 'b.v'],
  )
})
