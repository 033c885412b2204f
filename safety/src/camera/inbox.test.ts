import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { encodeJpeg } from '../frame/jpeg.ts'
import { inbox } from './inbox.ts'
import { type CameraStatus, openCamera } from './open-camera.ts'

const never = new AbortController().signal
const grey = (level: number) =>
  encodeJpeg({ width: 1280, height: 720, pixels: new Uint8Array(1280 * 720 * 3).fill(level) })

describe('what is sent to a camera', () => {
  it('waits until it is taken, the newest alone', async () => {
    const box = inbox()
    box.put({ clip: 'one', at: 1 })
    box.put({ clip: 'two', at: 2 })
    assert.deepEqual(await box.take(0, never), { clip: 'two', at: 2 })
    assert.equal(box.waiting, false)
    const taken = box.take(60_000, never)
    box.put({ clip: 'three', at: 3 })
    assert.deepEqual(await taken, { clip: 'three', at: 3 })
  })

  it('does not give way to what was sent before it and comes late', async () => {
    const box = inbox()
    box.put({ clip: 'fire', at: 2 })
    box.put({ jpeg: new Uint8Array(), at: 1 })
    assert.deepEqual(await box.take(0, never), { clip: 'fire', at: 2 })
    box.put({ jpeg: new Uint8Array(), at: 1 })
    assert.equal(box.waiting, false)
  })

  it('is nothing once patience has ended, and an error once it is aborted', async () => {
    const box = inbox()
    assert.equal(await box.take(1, never), undefined)
    const leaving = new AbortController()
    const taken = box.take(60_000, leaving.signal)
    leaving.abort()
    await assert.rejects(taken, { name: 'AbortError' })
  })
})

describe('a camera whose pictures are sent', () => {
  it('rests until one comes, sees it as any camera would, and passes over what is none', async () => {
    const box = inbox()
    const leaving = new AbortController()
    const told: CameraStatus['state'][] = []
    const frames = openCamera(
      { id: 'stage', source: { push: 'jpeg', clips: {} } },
      {
        signal: leaving.signal,
        pace: 'live',
        inbox: box,
        onState({ state }) {
          told.push(state)
          if (state === 'resting') box.put({ jpeg: new TextEncoder().encode('no picture'), at: 900 })
        },
      },
    )
    const good = { jpeg: await grey(120), at: 1000 }
    const offering = setInterval(() => box.put(good), 5)
    for await (const { width, height, capturedAt, pixels } of frames) {
      assert.deepEqual([width, height, capturedAt], [640, 360, 1000])
      assert.ok(Math.abs(pixels[0]! - 120) < 4)
      break
    }
    clearInterval(offering)
    leaving.abort()
    assert.deepEqual(told, ['resting', 'watching'])
  })

  it('plays a clip that is asked for until a picture is sent', async () => {
    const box = inbox()
    const leaving = new AbortController()
    const frames = openCamera(
      { id: 'stage', source: { push: 'jpeg', clips: {} } },
      { signal: leaving.signal, pace: 'live', inbox: box },
    )
    box.put({ clip: join(import.meta.dirname, '../../city/clips/traffic_day.mp4'), at: 0 })
    const sent = { jpeg: await grey(7), at: Date.now() + 3_600_000 }
    let fromClip = 0
    for await (const { capturedAt } of frames) {
      if (capturedAt >= sent.at) break
      fromClip += 1
      if (fromClip === 2) box.put(sent)
    }
    leaving.abort()
    assert.ok(fromClip >= 2)
  })
})
