import assert from 'node:assert/strict'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandLine } from '../../platform/src/testing/command-line.ts'
import { eventually } from '../../platform/src/testing/eventually.ts'
import { line, networkNamespace } from '../../platform/src/testing/network-namespace.ts'
import { type RabbitmqNode, rabbitmqNode } from '../../platform/src/testing/rabbitmq-node.ts'
import { type Accident, type EdgeVerdict, edgeVerdict, type Handled, type Phase } from './edge-verdict.ts'

export interface EdgeAloneOptions {
  /** For so long the line is cut. */
  readonly minutes: number
  /** Accidents a second, at the edge and at the core each. */
  readonly perSecond: number
  readonly said: (text: string) => void
}

const beforeMs = 15_000
const afterMs = 15_000
const catchUpMs = 180_000
const regions = { site: 'daejeon', core: 'seoul' } as const
type End = keyof typeof regions

/**
 * Two sites in two network namespaces, each with a broker of its own, the edge's dialling out by shovels. Accidents
 * happen at both while the line between them is cut.
 */
export async function edgeAlone({ minutes, perSecond, said }: EdgeAloneOptions): Promise<EdgeVerdict> {
  await using ending = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-edge-'))
  ending.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const ledger = prepare(folder)
  const site = ending.use(await networkNamespace())
  const core = ending.use(await networkNamespace())
  const road = await line(site, core)
  const plugins = ['rabbitmq_shovel', 'rabbitmq_shovel_management']
  const brokers = {
    site: ending.use(await rabbitmqNode({ namespace: site, plugins })),
    core: ending.use(await rabbitmqNode({ namespace: core })),
  }
  brokers.site.start()
  brokers.core.start()
  const env = (end: End) => ({
    BONGHWA_QUEUE: brokers[end].url,
    BONGHWA_MANAGEMENT: brokers[end].management,
    BONGHWA_SITE: regions[end],
    BONGHWA_DATA: join(folder, end),
  })
  const functions = join(folder, 'functions')
  const lines = {
    site: await commandLine(functions, env('site')),
    core: await commandLine(functions, env('core')),
  }
  const onSite = await commandLine(functions, env('site'), site.command)
  said('two brokers start; the edge is linked')
  await eventually(async () => {
    const ran = await onSite.run('site', 'link', '--core', seenFrom(road.addresses[0], brokers.core))
    assert.equal(ran.code, 0, ran.stderr)
  }, 120_000)
  for (const end of ['core', 'site'] as const)
    ending.use(await lines[end].up('--queue', brokers[end].url, '--management', brokers[end].management))

  const accidents: Accident[] = []
  let phase: Phase = 'before'
  let over = false
  async function happening(end: End) {
    for (let count = 0; !over; count++) {
      const accident = { id: `${end}-${count}`, at: Date.now(), end, phase }
      if (await publish(lines[end].server, accident.id, regions[end], ledger)) accidents.push(accident)
      await sleep(1000 / perSecond)
    }
  }
  const happenings = [happening('site'), happening('core')]
  await sleep(beforeMs)
  said(`the line is cut for ${minutes} minutes`)
  phase = 'cut'
  const cutAt = Date.now()
  await road.cut()
  for (let minute = 1; minute <= minutes; minute++) {
    await sleep(60_000)
    const { warned, reported } = read(ledger)
    said(`${minute} of ${minutes} minutes: ${warned.length} served, ${reported.length} at the core`)
  }
  await sleep((minutes % 1) * 60_000)
  const mendedAt = Date.now()
  await road.mend()
  said('the line is mended')
  phase = 'after'
  await sleep(afterMs)
  over = true
  await Promise.all(happenings)
  const everything = () => {
    const { warned, reported } = read(ledger)
    for (const handled of [warned, reported])
      assert.equal(new Set(handled.map(({ id }) => id)).size, accidents.length)
  }
  await eventually(everything, catchUpMs).catch(() => said('not everything came'))
  // What comes twice comes soon after.
  await sleep(10_000)
  return edgeVerdict({ accidents, ...read(ledger), cutAt, mendedAt })
}

/** A broker as the other end of the line reaches it. */
function seenFrom(address: string, broker: RabbitmqNode): string {
  const url = new URL(broker.url)
  url.hostname = address
  return url.href
}

/** @returns the folder into which the functions write */
function prepare(folder: string): string {
  cpSync(join(import.meta.dirname, 'functions'), join(folder, 'functions'), { recursive: true })
  writeFileSync(
    join(folder, 'functions/bonghwa.yaml'),
    `apiVersion: bonghwa.dev/v1
kind: Platform
spec:
  regions:
    - { name: seoul, core: true, place: { latitude: 37.5665, longitude: 126.978 }, nodes: [seoul-1] }
    - { name: daejeon, place: { latitude: 36.3504, longitude: 127.3845 }, nodes: [daejeon-1] }
  cluster: { spillSeconds: 30 }`,
  )
  const ledger = join(folder, 'ledger')
  mkdirSync(ledger)
  for (const file of ['warn.jsonl', 'report.jsonl']) appendFileSync(join(ledger, file), '')
  return ledger
}

async function publish(server: string, id: string, region: string, ledger: string): Promise<boolean> {
  const event = {
    specversion: '1.0',
    id,
    source: '/chaos',
    type: 'dev.bonghwa.chaos.accident',
    region,
    data: { ledger, core: regions.core },
  }
  const headers = { 'content-type': 'application/cloudevents+json' }
  const request = {
    method: 'POST',
    headers,
    body: JSON.stringify(event),
    signal: AbortSignal.timeout(15_000),
  }
  return fetch(`${server}/api/events`, request).then(
    ({ status }) => status === 202,
    () => false,
  )
}

function read(ledger: string): {
  readonly warned: readonly Handled[]
  readonly reported: readonly Handled[]
} {
  const lines = (name: string) => {
    const file = join(ledger, name)
    const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
    return text === '' ? [] : text.split('\n').map((json) => JSON.parse(json) as Handled)
  }
  return { warned: lines('warn.jsonl'), reported: lines('report.jsonl') }
}
