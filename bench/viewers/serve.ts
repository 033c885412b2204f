// node bench/viewers/serve.ts ours|hono: ten changes a second to whoever listens; prints its port.
import { mkdtempSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accessOf, gateway, openPlatform } from '@bonghwa/platform'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'

export const changesPerSecond = 10

/** As large as what the default city tells of its nine functions when one of them wakes. */
const functions = Array.from({ length: 9 }, (_, n) => ({
  name: `function-${n}`,
  on: [{ type: 'dev.bonghwa.incident.opened', where: { label: 'fire' } }],
  ...{ placement: 'nearest', delivery: 'durable', handler: 'post-fire.ts', problem: null },
  ...{ replicas: 0, readyReplicas: 0, desiredReplicas: 0, minReplicaCount: 0, maxReplicaCount: 10 },
  ...{ cooldownPeriod: 30, messagesReady: 0, messagesUnacknowledged: 0, deadLetters: 0, dropped: 0 },
  ...{ invocations: 12, errors: 0, coldStarts: { frozen: 9, 'stand-by': 3, cold: 0 }, instanceSeconds: 41 },
  lanes: ['seoul', 'daejeon'].map((region) => ({
    ...{ name: `fn.function-${n}.${region}`, region, runsIn: region, replicas: 0, readyReplicas: 0 },
    ...{ desiredReplicas: 0, messagesReady: 0, messagesUnacknowledged: 0, hold: null },
  })),
  instances: [],
}))
let changes = 0
const change = () => ({ change: ++changes, functions })
const often = (act: () => void) => setInterval(act, 1000 / changesPerSecond)

const sides: Readonly<Record<string, () => Promise<number>>> = {
  async ours() {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'bonghwa-viewers-'))
    const platform = await openPlatform({
      regions: [{ name: 'local', place: { latitude: 0, longitude: 0 }, core: true, nodes: ['local-1'] }],
      ...{ dataDirectory, standby: 0, env: {}, secrets: {} },
    })
    const door = gateway(platform, {
      version: '0',
      ...(await accessOf(dataDirectory, { host: '127.0.0.1' })),
    })
    often(() => door.live.tell('functions', change()))
    return portOf(await door.listen(0))
  },

  /** As the framework's own documentation shows it: each stream writes for itself. */
  async hono() {
    const app = new Hono()
    const listeners = new Set<(data: string) => void>()
    app.get('/api/live', (context) =>
      streamSSE(context, async (stream) => {
        const gone = Promise.withResolvers<void>()
        const tell = (data: string) => void stream.writeSSE({ event: 'functions', data })
        listeners.add(tell)
        stream.onAbort(() => {
          listeners.delete(tell)
          gone.resolve()
        })
        await gone.promise
      }),
    )
    often(() => {
      const data = JSON.stringify(change())
      for (const tell of listeners) tell(data)
    })
    const server = createAdaptorServer({ fetch: app.fetch })
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(portOf(server))))
  },

  /** The least that Node can do for so many sockets. */
  async bare() {
    const lines = new Set<ServerResponse>()
    const server = createServer((_, line) => {
      lines.add(line.writeHead(200, { 'content-type': 'text/event-stream' }))
      line.on('close', () => lines.delete(line))
    })
    often(() => {
      const frame = Buffer.from(`event: functions\ndata: ${JSON.stringify(change())}\n\n`)
      for (const line of lines) line.write(frame)
    })
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(portOf(server))))
  },
}

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port

console.log(await sides[process.argv[2] ?? '']?.())
