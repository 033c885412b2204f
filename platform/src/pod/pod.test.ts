import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { Connection } from 'rabbitmq-client'
import type { RabbitmqLane } from '../queue/rabbitmq-lane.ts'
import { type RabbitmqQueues, rabbitmqQueues } from '../queue/rabbitmq-queue.ts'
import { freePort } from '../runtime/free-port.ts'
import { commandLine } from '../testing/command-line.ts'
import { eventually } from '../testing/eventually.ts'
import { otlpCollector } from '../testing/otlp-collector.ts'

const url = process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672'
const unreachable = await rabbitmqQueues(url, { connectWaitMs: 2000 }).then(
  (queues) => queues[Symbol.asyncDispose](),
  (error: Error) => error.message,
)
const name = `note-${randomBytes(4).toString('hex')}`
const answer = `heard-${name}`
const folder = mkdtempSync(join(tmpdir(), 'bonghwa-pod-'))
const log = join(folder, 'log')
const lines = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [])

writeFileSync(
  join(folder, 'function.yaml'),
  `apiVersion: bonghwa.dev/v1
kind: Function
metadata: { name: ${name} }
spec: { handler: ./note.js, concurrency: 2, on: [{ type: dev.bonghwa.test.${name} }] }`,
)
writeFileSync(
  join(folder, 'note.js'),
  `import { appendFileSync } from 'node:fs'
   import { setTimeout as sleep } from 'node:timers/promises'
   export default { bonghwa: 'function', async handle({ id, data }, { emit, region, node }) {
     appendFileSync(${JSON.stringify(log)}, 'begin ' + id + '\\n')
     await sleep(data.waitMs)
     await emit({ type: 'dev.bonghwa.test.heard.${name}', data: { id, region, node, queue: process.env.BONGHWA_QUEUE ?? null } })
     appendFileSync(${JSON.stringify(log)}, 'end ' + id + '\\n')
   } }`,
)

describe('A pod', { skip: unreachable || false }, async () => {
  const bonghwa = await commandLine(folder, { BONGHWA_QUEUE: url, BONGHWA_REGIONS: 'daejeon,seoul' })
  let queues: RabbitmqQueues
  let lane: RabbitmqLane
  const pods: ChildProcess[] = []
  const startPod = (...more: string[]) => {
    const pod = bonghwa.start('pod', folder, '--region', 'seoul', '--node', 'seoul-1', ...more)
    pods.push(pod)
    return pod
  }
  const publish = (id: string, waitMs: number) =>
    queues.send(
      {
        specversion: '1.0',
        id,
        source: '/test',
        type: `dev.bonghwa.test.${name}`,
        region: 'seoul',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        data: { waitMs },
      },
      `dev.bonghwa.test.${name}.seoul`,
    )

  before(async () => {
    queues = await rabbitmqQueues(url, { prefetch: 0 })
    // The pod would make it too; until then there would be nobody to publish to.
    lane = queues.queue(`fn.${name}.seoul`, {
      delivery: 'durable',
      bindings: [`dev.bonghwa.test.${name}.seoul`],
    })
    await lane.declared()
  })
  after(async () => {
    for (const pod of pods) pod.kill('SIGKILL')
    await queues[Symbol.asyncDispose]()
    const connection = new Connection(url)
    for (const queue of [`fn.${name}.seoul`, `fn.${answer}.seoul`])
      for (const each of [queue, `${queue}.dead`]) await connection.queueDelete(each)
    await connection.close()
    rmSync(folder, { recursive: true, maxRetries: 5 })
  })

  it('takes the events of its lane, and what its function emits goes to whoever asked for it', async () => {
    const heard = await rabbitmqQueues(url)
    const answers = heard.queue(`fn.${answer}.seoul`, {
      delivery: 'durable',
      bindings: [`dev.bonghwa.test.heard.${name}.seoul`],
    })
    await answers.declared()
    const port = await freePort()
    await using collector = await otlpCollector()
    const pod = startPod('--metrics-port', String(port), '--otlp', collector.endpoint)
    await publish('first', 0)
    const delivery = await eventually(async () => {
      const taken = await answers.take()
      assert.ok(taken)
      return taken
    })
    await delivery.ack()
    // The broker's address, with its password, is none of the function's business.
    assert.deepEqual(delivery.event.data, { id: 'first', region: 'seoul', node: 'seoul-1', queue: null })
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/readyz`)).text(), 'ok')
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    assert.match(metrics, new RegExp(`faas_invocations_total\\{faas_name="${name}",region="seoul"\\} 1`))
    await heard[Symbol.asyncDispose]()
    pod.kill('SIGTERM')
    assert.deepEqual(await once(pod, 'exit'), [0, null])
    // What it had not sent yet went out at its end.
    const handled = collector.spans.find(({ attributes }) => attributes['faas.name'] === name)
    assert.ok(handled, JSON.stringify(collector.spans.map((span) => span.attributes)))
  })

  it('told to end, finishes and acks what it has begun, and leaves the rest to others at once', async () => {
    const pod = startPod()
    await publish('slow', 1500)
    await eventually(() => assert.ok(lines().includes('begin slow')))
    pod.kill('SIGTERM')
    const ended = once(pod, 'exit')
    const said = text(pod.stderr as NodeJS.ReadableStream)
    await eventually(async () => assert.equal(await consumers(), 0))
    await publish('next', 0)
    const other = startPod()
    await eventually(() => assert.ok(lines().includes('end next')))
    assert.deepEqual(await ended, [0, null], await said)
    assert.equal(lines().filter((line) => line === 'end slow').length, 1)
    assert.equal(lines().filter((line) => line === 'begin slow').length, 1)
    other.kill('SIGTERM')
    await once(other, 'exit')
    assert.equal((await lane.depth()).messagesReady, 0)
  })

  it('killed with -9, leaves its event to another', async () => {
    const pod = startPod()
    await publish('doomed', 60_000)
    await eventually(() => assert.ok(lines().includes('begin doomed')))
    pod.kill('SIGKILL')
    startPod()
    await eventually(() => assert.equal(lines().filter((line) => line === 'begin doomed').length, 2))
  })

  async function consumers(): Promise<number> {
    const connection = new Connection(url)
    const { consumerCount } = await connection.queueDeclare({ queue: `fn.${name}.seoul`, passive: true })
    await connection.close()
    return consumerCount
  }
})
