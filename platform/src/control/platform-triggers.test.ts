import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { connectAsync } from 'mqtt'
import type { CloudEvent } from '../event/cloud-event.ts'
import type { BrokerNode } from '../testing/broker-node.ts'
import { eventually } from '../testing/eventually.ts'
import { mosquittoNode, mosquittoProgram } from '../testing/mosquitto-node.ts'
import { deployDirectory } from './deploy-directory.ts'
import { openPlatform, type Platform } from './platform.ts'

const skip = mosquittoProgram === undefined && 'There is no mosquitto on this machine.'

describe('A platform with an MQTT broker', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-triggers-'))
  const functions = join(folder, 'functions')
  const seen: CloudEvent[] = []
  let broker: BrokerNode
  let platform: Platform

  before(async () => {
    broker = await mosquittoNode()
    mkdirSync(functions)
    writeFileSync(
      join(functions, 'function.yaml'),
      [
        'apiVersion: bonghwa.dev/v1',
        'kind: Function',
        'metadata: { name: warn }',
        'spec:',
        '  handler: ./warn.js',
        '  on: [{ mqtt: sensors/+/smoke, where: { level: high }, region: daejeon }]',
      ].join('\n'),
    )
    writeFileSync(
      join(functions, 'warn.js'),
      `export default { bonghwa: 'function', handle: (event, { emit, node }) =>
         emit({ type: 'dev.bonghwa.test.warned', subject: event.subject, data: { node, heard: event.data } }) }`,
    )
    platform = await open()
  })
  after(async () => {
    await platform?.[Symbol.asyncDispose]()
    await broker?.[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true })
  })

  async function open(): Promise<Platform> {
    const opened = await openPlatform({
      regions: [
        { name: 'seoul', place: { latitude: 37.57, longitude: 126.98 }, core: true, nodes: ['seoul-1'] },
        { name: 'daejeon', place: { latitude: 36.35, longitude: 127.38 }, core: false, nodes: ['daejeon-1'] },
      ],
      dataDirectory: join(folder, 'data'),
      mqtt: broker.url,
      standby: 0,
      env: {},
      secrets: {},
    })
    opened.onEvent((event) => seen.push(event))
    await deployDirectory(opened, functions)
    return opened
  }
  const warned = () => seen.filter(({ type }) => type === 'dev.bonghwa.test.warned')
  async function publish(topic: string, payload: unknown) {
    const client = await connectAsync(broker.url)
    await client.publishAsync(topic, JSON.stringify(payload), { qos: 1 })
    await client.endAsync()
  }

  it('is ready once it is started, and says of a function whose broker is not there that it cannot be woken', async () => {
    assert.match(platform.unready() ?? '', /being deployed/)
    await platform.start()
    assert.equal(platform.unready(), undefined)
    await eventually(() => assert.match(platform.triggerProblem('warn') ?? '', /ECONNREFUSED/))
  })

  it('wakes a function from zero by a message, in the region that its trigger names', async () => {
    broker.start()
    await eventually(() => assert.equal(platform.triggerProblem('warn'), undefined))
    await publish('sensors/hall/smoke', { level: 'low' })
    await publish('sensors/hall/smoke', { level: 'high' })
    await eventually(() => assert.equal(warned().length, 1))
    assert.deepEqual(warned()[0]?.data, { node: 'daejeon-1', heard: { level: 'high' } })
    assert.equal(warned()[0]?.subject, 'sensors/hall/smoke')
    assert.match(
      await platform.metrics.text(),
      /^bonghwa_events_passed_over_total\{faas_name="warn",region="daejeon"\} 1$/m,
    )
    // What a handler emits is seen before it has returned.
    await eventually(() =>
      assert.deepEqual(
        platform.lanesOf('warn').map(({ state }) => state.invocations),
        [0, 1],
      ),
    )
  })

  it('is known to the broker when it is opened again, and gets what came meanwhile', async () => {
    await platform[Symbol.asyncDispose]()
    await publish('sensors/attic/smoke', { level: 'high' })
    platform = await open()
    await platform.start()
    await eventually(() => assert.equal(warned().at(-1)?.subject, 'sensors/attic/smoke'))
  })
})
