import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Connection } from 'rabbitmq-client'
import { openPlatform, type Platform } from '../control/platform.ts'
import { laneQueue } from '../dispatcher/lane-queue.ts'
import type { CloudEvent } from '../event/cloud-event.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import { loadFunctions } from '../function/load.ts'
import { nodeViews, regionViews } from '../gateway/views.ts'
import { beating } from '../placement/beats.ts'
import type { Region } from '../placement/region.ts'
import { podPublisher } from '../pod/pod-publisher.ts'
import { type RabbitmqQueues, rabbitmqQueues } from '../queue/rabbitmq-queue.ts'
import { commandLine } from '../testing/command-line.ts'
import { eventually } from '../testing/eventually.ts'

const url = process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672'
const unreachable = await rabbitmqQueues(url, { connectWaitMs: 2000 }).then(
  (queues) => queues[Symbol.asyncDispose](),
  (error: Error) => error.message,
)
const run = randomBytes(4).toString('hex')
const [home, neighbour, site] = [`home-${run}`, `neighbour-${run}`, `site-${run}`]
const region = (name: string, longitude: number, core = false): Region => ({
  ...{ name, core },
  place: { latitude: 37, longitude },
  nodes: [],
})
const regions = [region(neighbour, 1, true), region(home, 0), region(site, -9)]
const folder = mkdtempSync(join(tmpdir(), 'bonghwa-regions-'))

describe('The regions of a cluster, by the heartbeats that come through RabbitMQ', {
  skip: unreachable || false,
}, async () => {
  const bonghwa = await commandLine(folder, { BONGHWA_QUEUE: url })
  let platform: Platform
  let queues: RabbitmqQueues
  let note: FunctionSpec
  const children: ChildProcess[] = []
  const overheard = new Set<string>()
  const beacon = (name: string) => {
    const child = bonghwa.start('beacon', '--region', name, '--node', `${name}-1`)
    children.push(child)
    return child
  }
  const event = (id: string): CloudEvent => ({
    ...{ specversion: '1.0', id, source: '/test', type: `dev.bonghwa.test.${run}`, region: home },
  })
  const view = (name: string) => regionViews(platform).find((each) => each.name === name)
  const waiting = async (name: string) =>
    (await queues.queue(laneQueue(note, name).name, laneQueue(note, name).options).depth()).messagesReady

  before(async () => {
    await bonghwa.run('init', `note-${run}`)
    const { functions } = await loadFunctions(join(folder, `note-${run}`), 'a cluster')
    note = { ...(functions[0] as FunctionSpec), on: [{ type: `dev.bonghwa.test.${run}`, where: {} }] }
    queues = await rabbitmqQueues(url, { prefetch: 0 })
    platform = await openPlatform({
      ...{ regions, standby: 0, env: {}, secrets: {}, instances: 'elsewhere' },
      dataDirectory: join(folder, 'data'),
      broker: { url, prefetch: 0 },
      overheard: [`dev.bonghwa.test.${run}`],
    })
    platform.onEvent(({ id }) => overheard.add(id))
    await platform.deploy(note)
    await platform.start()
  })
  after(async () => {
    for (const child of children) child.kill('SIGKILL')
    await platform?.[Symbol.asyncDispose]()
    await queues?.[Symbol.asyncDispose]()
    const connection = new Connection(url)
    for (const { name } of regions)
      for (const queue of [laneQueue(note, name).name, `${laneQueue(note, name).name}.dead`])
        await connection.queueDelete(queue)
    await connection.close()
    rmSync(folder, { recursive: true, maxRetries: 5 })
  })

  it('are asleep while only their beacons burn, and alive with an instance, which its node is told of', async () => {
    beacon(home)
    beacon(neighbour)
    await eventually(() => {
      assert.equal(view(home)?.health?.state, 'asleep')
      assert.deepEqual(
        nodeViews(platform)
          .map(({ name, state }) => [name, state])
          .toSorted(),
        [
          [`${home}-1`, 'alive'],
          [`${neighbour}-1`, 'alive'],
        ],
      )
    })
    using _ = beating(queues.signals, () => [
      { kind: 'instance', region: home, node: `${home}-1`, function: note.name, instance: 'one' },
    ])
    await eventually(() => assert.equal(view(home)?.health?.state, 'alive'))
    assert.equal(nodeViews(platform).find(({ name }) => name === `${home}-1`)?.instances, 1)
  })

  it('have one that falls silent passed by: as dead when its nodes are all it has, as cut off when it has a broker', async () => {
    const signs = beating(queues.signals, () => [
      { kind: 'region', region: site, node: `${site}-1`, apart: true },
    ])
    await eventually(() => assert.equal(view(site)?.health?.state, 'asleep'))
    await platform.publish(event('at home'))
    await eventually(async () => assert.equal(await waiting(home), 1))

    children[0]?.kill('SIGKILL')
    signs[Symbol.dispose]()
    await eventually(() => assert.equal(view(home)?.health?.state, 'dead'))
    assert.match(view(home)?.health?.reason ?? '', /^no heartbeat has come for \d+ s/)
    assert.deepEqual([view(home)?.state, view(home)?.servedBy], ['dead', neighbour])
    await eventually(() => assert.equal(view(site)?.health?.state, 'cut off'))
    assert.deepEqual([view(site)?.state, view(site)?.servedBy], ['alive', site])
    assert.match(
      await platform.metrics.text(),
      new RegExp(`bonghwa_region_state\\{region="${site}",state="cut off"\\} 1`),
    )

    await platform.publish(event('stood in for'))
    await eventually(async () => assert.equal(await waiting(neighbour), 1))
    await platform.publish({ ...event('waits for the line'), region: site })
    await eventually(async () => assert.equal(await waiting(site), 1))
  })

  it('have what a pod emits pass by the dead one too, but for what the sources of that region listen to', async () => {
    const watch: FunctionSpec = { ...note, kind: 'Source', name: `watch-${run}`, delivery: 'ephemeral' }
    const sources = [home, neighbour].map((name) => {
      const { name: queue, options } = laneQueue(watch, name)
      return queues.queue(queue, options)
    })
    await Promise.all(sources.map((each) => each.declared()))
    const publisher = podPublisher(queues, regions)
    await eventually(async () => {
      await publisher.publish(event('emitted'))
      assert.ok((await waiting(neighbour)) > 1)
    })
    // Whoever shows what happens hears of it too.
    assert.ok(overheard.has('emitted'))
    const counts = await Promise.all(sources.map(async (each) => (await each.depth()).messagesReady))
    assert.ok((counts[0] ?? 0) > 0)
    assert.equal(counts[1], 0)
    await publisher.close()
    const connection = new Connection(url)
    for (const { name } of sources)
      for (const queue of [name, `${name}.dead`]) await connection.queueDelete(queue)
    await connection.close()
  })

  it('are at home again as soon as the beacon burns', async () => {
    const again = beacon(home)
    await eventually(() => assert.equal(view(home)?.health?.state, 'asleep'))
    const before = await waiting(home)
    await platform.publish(event('home again'))
    await eventually(async () => assert.equal(await waiting(home), before + 1))
    again.kill('SIGTERM')
    assert.deepEqual(await once(again, 'exit'), [0, null])
  })
})
