import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { rabbitmqQueues } from '@bonghwa/platform/queue'
import { eventually, freePort } from '@bonghwa/platform/testing'
import { Connection } from 'rabbitmq-client'
import { parseCity } from '../camera/city.ts'
import { eventTypes } from '../functions/messages.ts'
import type { CameraReport } from '../watch/camera-report.ts'
import { citySpecs } from './cluster-city.ts'

const url = process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672'
const unreachable = await rabbitmqQueues(url, { connectWaitMs: 2000 }).then(
  (queues) => queues[Symbol.asyncDispose](),
  (error: Error) => error.message,
)
const safety = join(import.meta.dirname, '../..')
/** Of this test alone, as the broker is everybody's. */
const region = `serve-${randomBytes(4).toString('hex')}`
const folder = mkdtempSync(join(tmpdir(), 'bonghwa-serve-'))
const city = parseCity(
  `apiVersion: bonghwa.dev/v1
kind: City
metadata: { name: test }
spec:
  regions: [{ name: ${region}, title: { ko: 서울, en: Seoul }, place: { latitude: 37.5665, longitude: 126.978 }, nodes: [one] }]
  model: ${join(safety, '../models/city-nano')}
  cameras:
    - { id: one, title: { ko: 하나, en: One }, region: ${region}, place: { latitude: 37.5, longitude: 127 }, heading: 0, fieldOfView: 70, source: { url: 'rtsp://127.0.0.1:1/' } }
`,
  join(folder, 'city.yaml'),
)

describe('`city serve`, which a cluster runs for API and console', { skip: unreachable || false }, () => {
  let server: ChildProcess | undefined

  after(async () => {
    server?.kill('SIGKILL')
    const connection = new Connection(url)
    for (const { name, kind } of await citySpecs(city)) {
      const lane = `${kind === 'Source' ? 'src' : 'fn'}.${name}.${region}`
      for (const queue of [lane, `${lane}.dead`]) await connection.queueDelete(queue)
    }
    await connection.close()
    rmSync(folder, { recursive: true, maxRetries: 5 })
  })

  it('shows the regions, nodes and cameras of which pods tell through the broker, and runs nothing itself', async () => {
    const file = join(folder, 'city.json')
    writeFileSync(file, JSON.stringify(city))
    const port = await freePort()
    server = spawn(process.execPath, [join(safety, 'bin/city.js'), 'serve', file], {
      env: {
        ...process.env,
        BONGHWA_QUEUE: url,
        BONGHWA_PORT: String(port),
        BONGHWA_DATA: join(folder, 'data'),
        CITY_STORE: `sqlite:${join(folder, 'city.db')}`,
        CITY_EVIDENCE: join(folder, 'evidence'),
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).json()
    await eventually(async () => assert.ok((await fetch(`http://127.0.0.1:${port}/readyz`)).ok))

    await using pod = await rabbitmqQueues(url, { prefetch: 0 })
    const report: Partial<CameraReport> = { camera: 'one', state: 'watching', moving: true, framesSeen: 7 }
    await eventually(async () => {
      await pod.signals.send(`region.${region}`, { kind: 'region', region, node: 'far' })
      await pod.signals.send(`instance.${region}`, {
        ...{ kind: 'instance', region, node: 'far' },
        ...{ function: 'detect', instance: 'detect-1' },
      })
      await pod.send(
        {
          ...{ specversion: '1.0', id: String(Math.random()), source: '/functions/watch' },
          ...{ type: eventTypes.cameraReported, subject: 'one', region, data: report },
        },
        `${eventTypes.cameraReported}.${region}`,
      )
      const [seen] = (await get('/api/regions')) as { health: { state: string } }[]
      assert.equal(seen?.health.state, 'alive')
      const [node] = (await get('/api/nodes')) as { name: string; instances: number; state: string }[]
      assert.deepEqual([node?.name, node?.instances, node?.state], ['far', 1, 'alive'])
      const [camera] = (await get('/api/cameras')) as { state: string; framesSeen: number }[]
      assert.deepEqual([camera?.state, camera?.framesSeen], ['watching', 7])
    })
    const functions = (await get('/api/functions')) as { name: string; replicas: number }[]
    assert.equal(functions.find(({ name }) => name === 'detect')?.replicas, 1)
    server.kill('SIGTERM')
    assert.deepEqual(await once(server, 'exit'), [0, null])
  })
})
