import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { eventually } from '@bonghwa/platform/testing'
import type { CameraState } from '../api/shapes.ts'
import { readCity } from '../camera/city.ts'
import { cityProcess } from '../testing/city-process.ts'

const patienceMs = 60_000

describe('Masks that are drawn while the city runs', () => {
  it('are what the watch goes by at once, and are in the city file', async () => {
    await using city = await cityProcess([{ region: 'seoul', clip: 'traffic_day', play: 'play: loop' }])
    await city.start()
    const camera = async () => (await city.get<CameraState[]>('/api/cameras'))[0]!
    await eventually(async () => assert.ok((await camera()).framesSent > 0), patienceMs)

    const everything = [[[0, 0], [1, 0], [1, 1], [0, 1]]] // biome-ignore format: one polygon
    const response = await fetch(`${city.url}/api/cameras/camera-1/outlines`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ masks: everything, zones: [] }),
    })
    assert.equal(response.status, 200, await response.text())

    assert.deepEqual((await camera()).masks, everything)
    assert.deepEqual(readCity(join(city.data, '../city.yaml')).cameras[0]?.masks, everything)
    assert.deepEqual(
      JSON.parse(readFileSync(join(city.data, 'city.json'), 'utf8')).cameras[0].masks,
      everything,
    )
    let since = await camera()
    await eventually(async () => {
      const now = await camera()
      // Traffic never rests for so many frames: only a gate that looks away lets none of them pass.
      if (now.framesSent > since.framesSent) since = now
      assert.ok(now.framesSeen >= since.framesSeen + 20)
    }, patienceMs)
  })
})
