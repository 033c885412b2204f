import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { createAdaptorServer, type WebSocketServerLike } from '@hono/node-server'
import { Hono } from 'hono'
import { WebSocketServer } from 'ws'
import { encodeJpeg } from '../frame/jpeg.ts'
import type { FrameReceived } from '../functions/messages.ts'
import { addLiveCameras } from './live-camera.ts'
import { pictureRate } from './picture-rate.ts'

describe('pictures sent to a camera', () => {
  const received: FrameReceived[] = []
  let server: Server
  let address: string
  let jpeg: Uint8Array

  before(async () => {
    jpeg = await encodeJpeg({ width: 64, height: 36, pixels: new Uint8Array(64 * 36 * 3) })
    const app = new Hono()
    app.onError((error, context) => context.text((error as Error & { code: string }).code, 400))
    addLiveCameras(app, {
      cameras: [
        { id: 'stage', source: { push: 'jpeg', clips: { crash: '/clips/crash.mp4' } } },
        { id: 'gate', source: { url: 'rtsp://gate' } },
      ],
      receive: async (frame) => void received.push(frame),
    })
    const websocket = { server: new WebSocketServer({ noServer: true }) as WebSocketServerLike }
    server = createAdaptorServer({ fetch: app.fetch, websocket }) as Server
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    address = `127.0.0.1:${(server.address() as AddressInfo).port}/api/cameras`
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  const open = async (path: string) => {
    const socket = new WebSocket(`ws://${address}${path}`)
    await Promise.race([once(socket, 'open'), once(socket, 'close').then(() => Promise.reject(socket))])
    return socket
  }
  const answerTo = async (socket: WebSocket, data: Uint8Array | string) => {
    const told = Promise.race([once(socket, 'message'), once(socket, 'close')])
    socket.send(data as Uint8Array<ArrayBuffer>)
    const [event] = (await told) as [MessageEvent | CloseEvent]
    return 'data' in event ? JSON.parse(event.data) : event.code
  }

  it('are taken with the place they are of, and counted', async () => {
    const socket = await open('/stage/live?latitude=37.5&longitude=127.1')
    assert.deepEqual(await answerTo(socket, jpeg), { taken: 1, dropped: 0 })
    const [{ camera, place, sent }] = received as [FrameReceived]
    assert.deepEqual([camera, place], ['stage', { latitude: 37.5, longitude: 127.1 }])
    assert.ok('jpeg' in sent)
    assert.deepEqual(Buffer.from(sent.jpeg), Buffer.from(jpeg))
    socket.close()
  })

  it('that are none, or too large, end the connection with the reason', async () => {
    assert.equal(await answerTo(await open('/stage/live'), new Uint8Array([255, 216, 255, 0])), 1003)
    assert.equal(await answerTo(await open('/stage/live'), 'a picture'), 1003)
    assert.equal(await answerTo(await open('/stage/live'), new Uint8Array(256 * 1024 + 1)), 1009)
    const wide = await encodeJpeg({ width: 3000, height: 8, pixels: new Uint8Array(3000 * 8 * 3) })
    assert.equal(await answerTo(await open('/stage/live'), wide), 1009)
  })

  it('come from one at a time: who comes later takes over', async () => {
    const first = await open('/stage/live')
    const ended = once(first, 'close')
    const second = await open('/stage/live')
    assert.equal(((await ended) as [CloseEvent])[0].code, 4000)
    assert.equal((await answerTo(second, jpeg)).taken, 1)
    second.close()
  })

  it('are refused by a camera that looks for itself, and of a place that is none', async () => {
    for (const path of ['/gate/live', '/nowhere/live', '/stage/live?latitude=91&longitude=0'])
      await assert.rejects(open(path))
  })

  it('may be a clip, of those that the camera has', async () => {
    const play = (camera: string, body: unknown) =>
      fetch(`http://${address}/${camera}/play`, { method: 'POST', body: JSON.stringify(body) })
    assert.equal((await play('stage', { clip: 'crash' })).status, 202)
    const { sent } = received.at(-1) as FrameReceived
    assert.equal('clip' in sent && sent.clip, 'crash')
    for (const [camera, body, code] of [
      ['stage', { clip: 'toString' }, 'BONGHWA_CLIP_UNKNOWN'],
      ['stage', {}, 'BONGHWA_PLAY_INVALID'],
      ['gate', { clip: 'crash' }, 'BONGHWA_CAMERA_NOT_PUSHED'],
    ] as const)
      assert.equal(await (await play(camera, body)).text(), code)
  })
})

it('Of pictures that come faster than ten a second the rest is dropped', () => {
  const rate = pictureRate()
  const burst = Array.from({ length: 30 }, () => rate.allows(0)).filter(Boolean).length
  assert.equal(burst, 10)
  assert.deepEqual(
    [50, 100, 150, 200].map((at) => rate.allows(at)),
    [false, true, false, true],
  )
})
