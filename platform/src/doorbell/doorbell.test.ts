import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { credentials } from '@grpc/grpc-js'
import { Connection } from 'rabbitmq-client'
import type { RabbitmqLane } from '../queue/rabbitmq-lane.ts'
import { type RabbitmqQueues, rabbitmqQueues } from '../queue/rabbitmq-queue.ts'
import { eventually } from '../testing/eventually.ts'
import { type KedaClient, kedaClient } from '../testing/keda-client.ts'
import { type RabbitmqNode, rabbitmqNode, rabbitmqServer } from '../testing/rabbitmq-node.ts'
import { type Doorbell, openDoorbell } from './doorbell.ts'

const skip = rabbitmqServer === undefined && 'There is no rabbitmq-server on this machine.'
const noOpenssl =
  spawnSync('openssl', ['version']).error !== undefined && 'There is no openssl on this machine.'
const run = randomBytes(4).toString('hex')
const lane = (name: string) => `fn.${name}-${run}.seoul`
const key = (name: string) => `dev.bonghwa.test.${name}.seoul`
const metadata = (name: string, more: Record<string, string> = {}) => ({
  queueName: lane(name),
  routingKeys: key(name),
  value: '5',
  ...more,
})

describe('The doorbell', { skip }, () => {
  let node: RabbitmqNode
  let queues: RabbitmqQueues
  let doorbell: Doorbell
  let keda: KedaClient

  before(async () => {
    node = await rabbitmqNode()
    node.start()
    queues = await rabbitmqQueues(node.url, { prefetch: 0, connectWaitMs: 60_000 })
    doorbell = await openDoorbell({ broker: node.url, host: '127.0.0.1', port: 0 })
    keda = kedaClient(`127.0.0.1:${doorbell.port}`)
  })
  after(async () => {
    keda?.close()
    await doorbell?.[Symbol.asyncDispose]()
    await queues?.[Symbol.asyncDispose]()
    await node?.[Symbol.asyncDispose]()
  })

  async function declare(name: string): Promise<RabbitmqLane> {
    const queue = queues.queue(lane(name), { delivery: 'durable', bindings: [key(name)] })
    await queue.declared()
    return queue
  }
  const publish = (name: string, id = '1') =>
    queues.send({ specversion: '1.0', id, source: '/test', type: `dev.bonghwa.test.${name}` }, key(name))
  const empty = async (name: string) => {
    const connection = new Connection(node.url)
    await connection.queuePurge(lane(name))
    await connection.close()
  }

  it('tells KEDA at once of an event, by its type or by the name of its lane, and nothing of an empty lane', async () => {
    await declare('wake')
    const stream = keda.stream(metadata('wake'))
    await eventually(async () => assert.match(await doorbell.metrics.text(), /bonghwa_doorbell_lanes 1/))
    assert.equal(await keda.isActive(metadata('wake')), false)
    assert.equal(stream.told, 0)
    // Until its bell hangs, nobody hears it: it is published until somebody does.
    await eventually(async () => {
      await publish('wake')
      assert.ok(stream.told > 0)
    })
    await empty('wake')
    const before = stream.told
    await queues.queue(lane('wake'), { delivery: 'durable', bindings: [key('wake')] }).publish({
      specversion: '1.0',
      id: '2',
      source: '/test',
      type: 'dev.bonghwa.test.spilled',
    })
    await eventually(() => assert.ok(stream.told > before))
    stream.cancel()
    await eventually(async () => assert.match(await doorbell.metrics.text(), /bonghwa_doorbell_lanes 0/))
  })

  it('answers polls and syncs with what waits, against the target and threshold of the trigger', async () => {
    const queue = await declare('depth')
    for (const id of ['1', '2', '3']) await publish('depth', id)
    await eventually(async () => assert.equal((await queue.depth()).messagesReady, 3))
    assert.deepEqual(await keda.metricSpec(metadata('depth', { value: '2.5' })), [
      { metricName: 'messages', targetSize: 3, targetSizeFloat: 2.5 },
    ])
    assert.deepEqual(await keda.metrics(metadata('depth')), [
      { metricName: 'messages', metricValue: 3, metricValueFloat: 3 },
    ])
    assert.equal(await keda.isActive(metadata('depth', { activationValue: '2' })), true)
    assert.equal(await keda.isActive(metadata('depth', { activationValue: '3' })), false)
    assert.equal(await keda.isActive(metadata('nobody')), false)
  })

  it('says what is wrong with a trigger', async () => {
    await assert.rejects(keda.isActive({}), /INVALID_ARGUMENT: queueName is missing/)
    await assert.rejects(keda.metricSpec({ queueName: 'q', value: '0' }), /value must be above 0/)
  })

  it('tells a KEDA that comes back, and every one of many streams, what happened meanwhile', async () => {
    await declare('again')
    await publish('again')
    const streams = Array.from({ length: 50 }, () => keda.stream(metadata('again')))
    await eventually(() => assert.ok(streams.every(({ told }) => told > 0)))
    for (const stream of streams) stream.cancel()
    const restarted = kedaClient(`127.0.0.1:${doorbell.port}`)
    const stream = restarted.stream(metadata('again'))
    await eventually(() => assert.ok(stream.told > 0))
    restarted.close()
  })

  it('with TLS answers those who have a certificate of its own authority, and nobody else', {
    skip: noOpenssl,
  }, async () => {
    const tls = certificates()
    await using secured = await openDoorbell({ broker: node.url, host: '127.0.0.1', port: 0, tls })
    const read = (name: string) => readFileSync(join(tls, name))
    const pair = credentials.createSsl(read('ca.crt'), read('tls.key'), read('tls.crt'))
    const known = kedaClient(`localhost:${secured.port}`, pair)
    assert.equal(await known.isActive(metadata('nobody')), false)
    known.close()
    for (const stranger of [credentials.createSsl(read('ca.crt')), credentials.createInsecure()]) {
      const client = kedaClient(`localhost:${secured.port}`, stranger)
      await assert.rejects(client.isActive(metadata('nobody')), /UNAVAILABLE/)
      client.close()
    }
    rmSync(tls, { recursive: true })
  })

  it('goes on by itself when its broker was killed, and rings for what came meanwhile', async () => {
    await declare('broken')
    const stream = keda.stream(metadata('broken'))
    await eventually(async () => {
      await publish('broken')
      assert.ok(stream.told > 0)
    })
    await empty('broken')
    await node.kill()
    await eventually(() => assert.equal(doorbell.unready(), 'the RabbitMQ broker does not answer'))
    const before = stream.told
    node.start()
    await publish('broken', 'after')
    await eventually(() => assert.ok(stream.told > before), 60_000)
    assert.equal(doorbell.unready(), undefined)
    await eventually(async () => assert.equal(await keda.isActive(metadata('broken')), true))
  })
})

/** A folder as a Secret of `cert-manager` is mounted: an authority, and a pair that serves for both ends. */
function certificates(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-tls-'))
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' })
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl(
    'req',
    '-x509',
    ...fresh,
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
    '-subj',
    '/CN=authority',
    '-days',
    '1',
  )
  openssl('req', ...fresh, '-keyout', 'tls.key', '-out', 'tls.csr', '-subj', '/CN=localhost')
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost')
  const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names', '-days', '1']
  openssl('x509', '-req', '-in', 'tls.csr', '-out', 'tls.crt', ...signed)
  return folder
}
