import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Region } from '../placement/region.ts'
import { eventually } from '../testing/eventually.ts'
import { deployDirectory } from './deploy-directory.ts'
import { openPlatform, type Platform } from './platform.ts'

const regions: readonly Region[] = [
  { name: 'local', place: { latitude: 37.57, longitude: 126.98 }, core: true, nodes: ['local-1'] },
]
const folder = mkdtempSync(join(tmpdir(), 'bonghwa-deploy-'))
const done = join(folder, 'done')
const given = { env: {}, read: [], write: [folder] }
let platform: Platform

const handler = join(import.meta.dirname, '../testing/functions/note/note.ts')

function write(name: string, scale: string, scaledObject = '') {
  const at = join(folder, 'functions', name)
  mkdirSync(at, { recursive: true })
  writeFileSync(
    join(at, 'function.yaml'),
    `apiVersion: bonghwa.dev/v1
kind: Function
metadata: { name: ${name} }
spec:
  handler: ${handler}
  on: [{ type: dev.bonghwa.test.${name} }]
  scale: ${scale}
`,
  )
  if (scaledObject !== '') writeFileSync(join(at, 'keda.yaml'), scaledObject)
}

const scaledObject = (target: string, max: string, host: string) => `apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: ${target} }
spec:
  scaleTargetRef: { name: ${target} }
  pollingInterval: 1
  cooldownPeriod: 1
  maxReplicaCount: ${max}
  triggers:
    - { type: rabbitmq, metadata: { host: "${host}", queueName: q, mode: QueueLength, value: "2" } }
`

before(async () => {
  write('polled', '{ activation: poll }', scaledObject('polled', '3', 'amqp://localhost/'))
  write('pushed', '{}', scaledObject('pushed', '7', 'http://localhost/'))
  write('alone', '{ activation: poll, pollingInterval: 1, cooldownPeriod: 1 }')
  write('surge', '{ maxReplicaCount: 6, value: 1, cooldownPeriod: 0 }')
  write('wrong', '{}', scaledObject('wrong', 'many', 'http://localhost/'))
  platform = await openPlatform({
    regions,
    dataDirectory: join(folder, 'data'),
    standby: 1,
    env: {},
    secrets: {},
  })
  assert.equal(await deployDirectory(platform, join(folder, 'functions'), given), 5)
})
after(async () => {
  await platform[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const publish = (name: string, id: string, waitMs: number) =>
  platform.publish({
    specversion: '1.0',
    id,
    source: '/test',
    type: `dev.bonghwa.test.${name}`,
    data: { waitMs, file: done },
  })

/** Id and attempt of what was handled to its end. */
const handled = (name: string): string[] =>
  (existsSync(done) ? readFileSync(done, 'utf8').trim().split('\n') : [])
    .map((line) => JSON.parse(line) as { id: string; attempt: number })
    .filter(({ id }) => id.startsWith(name))
    .map(({ id, attempt }) => `${id} ${attempt}`)

const replicas = (name: string) => platform.lanesOf(name)[0]?.state.instances.length

describe('A directory of functions with ScaledObjects among them', () => {
  it('gives a function the numbers of its ScaledObject, and leaves how it is activated to the manifest', () => {
    const { scale: polled } = platform.lanesOf('polled')[0]!.spec
    assert.deepEqual(
      [polled.activation, polled.maxReplicaCount, polled.cooldownPeriod, polled.value],
      ['poll', 3, 1, 2],
    )
    const { scale: pushed } = platform.lanesOf('pushed')[0]!.spec
    assert.deepEqual([pushed.activation, pushed.maxReplicaCount, pushed.value], ['push', 7, 2])
  })

  it('shows a ScaledObject that cannot be read, with its line', () => {
    const [[file, problem] = []] = [...platform.refused()]
    assert.match(file ?? '', /wrong\/keda\.yaml$/)
    assert.match(problem ?? '', /keda\.yaml:8.*maxReplicaCount/)
  })

  it('wakes by polling, counts over amqp only what is ready, and still cuts nothing', async () => {
    // The worker outlives its cooldown: for KEDA over amqp its queue is empty, so it is told to end in mid work.
    await publish('polled', 'polled-1', 4_000)
    await eventually(() => assert.equal(replicas('polled'), 1))
    await eventually(() => assert.equal(platform.lanesOf('polled')[0]?.state.instances[0]?.state, 'draining'))
    assert.deepEqual(handled('polled'), [])
    await eventually(() => assert.deepEqual(handled('polled'), ['polled-1 1']))
    await eventually(() => assert.equal(replicas('polled'), 0))
  })

  it('polls without a ScaledObject too, by what the manifest says', async () => {
    await publish('alone', 'alone-1', 0)
    await eventually(() => assert.deepEqual(handled('alone'), ['alone-1 1']))
    await eventually(() => assert.equal(replicas('alone'), 0))
  })

  it('scales in while instances work, and no invocation is cut', async () => {
    const lane = platform.lanesOf('surge')[0]!
    let most = 0
    let endedBesideWork = 0
    let before = 0
    const stop = platform.onChange(() => {
      const { instances } = lane.state
      most = Math.max(most, instances.length)
      if (instances.length < before && instances.some(({ inFlight }) => inFlight > 0)) endedBesideWork++
      before = instances.length
    })
    for (let n = 0; n < 18; n++) await publish('surge', `surge-${n}`, 100 + 150 * (n % 6))
    await eventually(() => assert.equal(handled('surge').length, 18))
    await eventually(() => assert.equal(replicas('surge'), 0))
    stop()
    assert.deepEqual(
      handled('surge').map((line) => line.split(' ')[1]),
      Array.from({ length: 18 }, () => '1'),
    )
    assert.ok(most > 2, `${most} instances at most`)
    assert.ok(endedBesideWork > 0, 'some ended while others worked')
    assert.equal(lane.state.errors, 0)
  })
})
