import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { Connection } from 'rabbitmq-client'
import { loadFunction } from '../function/load.ts'
import { rabbitmqQueues } from '../queue/rabbitmq-queue.ts'
import { eventually } from '../testing/eventually.ts'
import { withGiven } from './deploy-directory.ts'
import { openPlatform } from './platform.ts'

const url = process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672'
const unreachable = await rabbitmqQueues(url, { connectWaitMs: 2000 }).then(
  (queues) => queues[Symbol.asyncDispose](),
  (error: Error) => error.message,
)
const run = `bonghwa-test-${randomBytes(4).toString('hex')}`
const folder = mkdtempSync(join(tmpdir(), 'bonghwa-platform-'))

after(async () => {
  rmSync(folder, { recursive: true })
  if (unreachable) return
  const connection = new Connection(url)
  const names = ['note', 'fail'].flatMap((name) => [`fn.${name}.local`, `fn.${name}.local.dead`])
  for (const name of names) await connection.queueDelete({ queue: `${run}.${name}` })
  await connection.exchangeDelete({ exchange: run })
  await connection.close()
})

describe('The platform with its queues on RabbitMQ', { skip: unreachable || false }, () => {
  const open = async () => {
    const platform = await openPlatform({
      regions: [{ name: 'local', place: { latitude: 37.5, longitude: 127 }, core: true, nodes: ['local-1'] }],
      dataDirectory: join(folder, 'data'),
      broker: { url, exchange: run, prefix: `${run}.` },
      standby: 1,
      env: {},
      secrets: {},
    })
    for (const name of ['note', 'fail']) {
      const manifest = join(import.meta.dirname, `../testing/functions/${name}/function.yaml`)
      await platform.deploy(withGiven(await loadFunction(manifest), { env: {}, read: [], write: [folder] }))
    }
    return platform
  }
  const noted = (id: string, file: string) => ({
    specversion: '1.0' as const,
    id,
    source: '/test',
    type: 'dev.bonghwa.test.noted',
    data: { label: 'fire', file, waitMs: 100 },
  })
  const lines = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [])

  it('wakes instances from zero, more for more events, and puts them out', async () => {
    await using platform = await open()
    const file = join(folder, 'noted')
    const lane = platform.lanes().find(({ spec }) => spec.name === 'note')
    let most = 0
    platform.onChange(() => {
      most = Math.max(most, lane?.state.instances.length ?? 0)
    })
    await Promise.all(Array.from({ length: 20 }, (_, index) => platform.publish(noted(`${index}`, file))))
    await eventually(() => assert.equal(lines(file).length, 20))
    assert.equal(most, 4)
    await eventually(() => assert.equal(lane?.state.instances.length, 0))
  })

  it('wakes a function for whoever publishes to the exchange, and passes over what its filter does not want', async () => {
    await using platform = await open()
    const file = join(folder, 'foreign')
    const lane = platform.lanesOf('note')[0]
    const connection = new Connection(url)
    const publisher = connection.createPublisher({ confirm: true })
    const send = (id: string, label: string) =>
      publisher.send(
        {
          exchange: run,
          routingKey: 'dev.bonghwa.test.noted.local',
          contentType: 'application/cloudevents+json',
        },
        Buffer.from(JSON.stringify({ ...noted(id, file), data: { label, file } })),
      )
    await send('unwanted', 'knife')
    await send('wanted', 'fire')
    await eventually(() => assert.equal(lines(file).length, 1))
    assert.equal(JSON.parse(lines(file)[0] ?? '').id, 'wanted')
    await eventually(async () => assert.equal((await lane?.queue.depth())?.messagesUnacknowledged, 0))
    assert.equal((await lane?.queue.deadLetters())?.length, 0)
    await publisher.close()
    await connection.close()
  })

  it('keeps what was not handled for the next platform, and puts aside what cannot be', async () => {
    const file = join(folder, 'doomed')
    {
      await using platform = await open()
      await platform.publish({ ...noted('doomed', file), type: 'dev.bonghwa.test.doomed' })
      await platform.publish(noted('slow', join(folder, 'slow')))
    }
    await using platform = await open()
    await eventually(() => assert.equal(lines(join(folder, 'slow')).length, 1))
    const lane = platform.lanes().find(({ spec }) => spec.name === 'fail')
    await eventually(async () => assert.equal((await lane?.queue.deadLetters())?.length, 1))
  })
})
