import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { eventually } from '../testing/eventually.ts'
import { type EventStreams, eventStreams } from './event-stream.ts'
import { type Live, live } from './live.ts'

describe('The live stream', () => {
  let streams: EventStreams
  let stream: Live
  let server: Server
  let state = 1
  let formatted = 0

  before(async () => {
    const app = new Hono()
    streams = eventStreams(() => () => {})
    stream = live(app, streams)
    stream.picture('numbers', () => {
      formatted++
      return { state }
    })
    server = createAdaptorServer({ fetch: app.fetch }) as Server
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  after(() => {
    streams.close()
    server.close()
  })

  const port = () => (server.address() as AddressInfo).port
  /** Reads a stream until `wanted` is in it. */
  async function listening() {
    const { body } = await fetch(`http://127.0.0.1:${port()}/api/live`)
    let text = ''
    const reading = (async () => {
      for await (const chunk of body!.pipeThrough(new TextDecoderStream())) text += chunk
    })()
    return {
      heard: (wanted: string) => eventually(() => assert.ok(text.includes(wanted), text)),
      said: () => text,
      ended: reading,
    }
  }

  it('greets with the state, and formats a change once for all who listen', async () => {
    const all = await Promise.all([listening(), listening(), listening()])
    for (const { heard } of all) await heard('event: numbers\ndata: {"state":1}\n\n')
    formatted = 0
    state = 2
    stream.touch()
    stream.touch()
    for (const { heard } of all) await heard('event: numbers\ndata: {"state":2}\n\n')
    assert.equal(formatted, 1)
    stream.tell('said', 'two\nlines')
    for (const { heard } of all) await heard('event: said\ndata: "two\\nlines"\n\n')
  })

  it('cuts off who does not read, and nobody else', async () => {
    const reader = await listening()
    const idle = connect(port(), '127.0.0.1')
    idle.on('error', () => {})
    idle.pause()
    idle.write('GET /api/live HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n')
    const connections = () =>
      new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)))
    await eventually(async () => assert.equal(await connections(), 5))
    // More than the kernel takes for one who reads nothing.
    const letters = 'x'.repeat(64 * 1024)
    let round = 0
    await eventually(async () => {
      for (let each = 0; each < 8; each++) stream.tell('much', letters)
      stream.tell(`round-${++round}`, true)
      await reader.heard(`event: round-${round}\n`)
      assert.equal(await connections(), 4)
    })
    idle.destroy()
  })

  it('ends for everybody when the server is to close', async () => {
    const reader = await listening()
    streams.close()
    await reader.ended
    assert.match(reader.said(), /event: numbers/)
  })
})
