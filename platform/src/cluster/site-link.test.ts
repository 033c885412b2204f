import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { askManagement, managementResource } from '../queue/rabbitmq-management.ts'
import { type CommandLine, type CommandLinePlatform, commandLine } from '../testing/command-line.ts'
import { eventually } from '../testing/eventually.ts'
import {
  type Line,
  line,
  type NetworkNamespace,
  networkNamespace,
  noNamespaces,
} from '../testing/network-namespace.ts'
import { type RabbitmqNode, rabbitmqNode, rabbitmqServer } from '../testing/rabbitmq-node.ts'

const skip =
  (rabbitmqServer === undefined && 'There is no rabbitmq-server on this machine.') || noNamespaces() || false
/** How long the line is cut; the command in docs/edge-site.md makes it a minute. */
const cutSeconds = Number(process.env.BONGHWA_CUT_SECONDS ?? 12)
const folder = mkdtempSync(join(tmpdir(), 'bonghwa-site-'))
const log = join(folder, 'log')
const handled = () =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => text.split(' ') as [where: string, id: string])

writeFileSync(log, '')

writeFileSync(
  join(folder, 'bonghwa.yaml'),
  `apiVersion: bonghwa.dev/v1
kind: Platform
spec:
  regions:
    - { name: seoul, core: true, place: { latitude: 37.5665, longitude: 126.978 }, nodes: [seoul-1] }
    - { name: daejeon, place: { latitude: 36.3504, longitude: 127.3845 }, nodes: [daejeon-1] }
  cluster: { spillSeconds: 30 }`,
)
writeFileSync(
  join(folder, 'function.yaml'),
  `apiVersion: bonghwa.dev/v1
kind: Function
metadata: { name: note }
spec:
  handler: ./note.js
  concurrency: 8
  on: [{ type: dev.bonghwa.test.noted }]
  permissions: { write: [./log] }`,
)
writeFileSync(
  join(folder, 'note.js'),
  `import { appendFileSync } from 'node:fs'
   export default { bonghwa: 'function', handle({ id }, { node }) {
     appendFileSync(${JSON.stringify(log)}, node + ' ' + id + '\\n')
   } }`,
)

interface RegionView {
  readonly name: string
  readonly health: { readonly state: string }
}

describe('A site with a broker of its own, linked to the core by shovels', { skip }, () => {
  let site: NetworkNamespace
  let core: NetworkNamespace
  let road: Line
  let brokers: { site: RabbitmqNode; core: RabbitmqNode }
  let lines: { site: CommandLine; core: CommandLine }
  /** On the site's own machine, from which the core is seen by the road alone. */
  let onSite: CommandLine
  const running: CommandLinePlatform[] = []

  before(async () => {
    ;[site, core] = await Promise.all([networkNamespace(), networkNamespace()])
    road = await line(site, core)
    brokers = {
      site: await rabbitmqNode({
        namespace: site,
        plugins: ['rabbitmq_shovel', 'rabbitmq_shovel_management'],
      }),
      core: await rabbitmqNode({ namespace: core }),
    }
    brokers.site.start()
    brokers.core.start()
    const env = (node: RabbitmqNode, region: string) => ({
      BONGHWA_QUEUE: node.url,
      BONGHWA_MANAGEMENT: node.management,
      BONGHWA_SITE: region,
      BONGHWA_DATA: join(folder, region),
    })
    lines = {
      site: await commandLine(folder, env(brokers.site, 'daejeon')),
      core: await commandLine(folder, env(brokers.core, 'seoul')),
    }
    onSite = await commandLine(folder, env(brokers.site, 'daejeon'), site.command)
  })
  after(async () => {
    for (const each of running) await each[Symbol.asyncDispose]()
    await brokers?.site[Symbol.asyncDispose]()
    await brokers?.core[Symbol.asyncDispose]()
    await site?.[Symbol.asyncDispose]()
    await core?.[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, maxRetries: 5 })
  })

  /** The core's broker as the site's reaches it. */
  const acrossTheRoad = () => {
    const url = new URL(brokers.core.url)
    url.hostname = road.addresses[0]
    return url.href
  }

  /** The policies by which the site's lanes spill now. */
  const spills = async () => {
    const { management } = brokers.site
    const found = await askManagement(managementResource(management, 'policies', '/'))
    return (found as { readonly name: string }[]).map(({ name }) => name)
  }

  it('is linked by one command, which done again changes nothing', async () => {
    const link = async () => {
      const ran = await onSite.run('site', 'link', '--core', acrossTheRoad(), '--json')
      assert.equal(ran.code, 0, ran.stderr)
      return JSON.parse(ran.stdout)
    }
    const linked = await eventually(link, 60_000)
    assert.deepEqual(linked, {
      shovels: [
        'bonghwa out fn.note.seoul',
        'bonghwa in fn.note.daejeon',
        'bonghwa beats seoul',
        'bonghwa beats daejeon',
      ],
      removed: [],
      policies: ['spill fn.note.daejeon'],
    })
    assert.deepEqual(await link(), linked)
    await eventually(async () => {
      const { stdout } = await onSite.run('site', 'status')
      assert.match(stdout, /^The site is linked\./)
    })
  })

  it('works on while its line is cut; afterwards every event was handled, and each once', async () => {
    running.push(await lines.site.up('--queue', brokers.site.url, '--management', brokers.site.management))
    running.push(await lines.core.up('--queue', brokers.core.url, '--management', brokers.core.management))
    const published = new Set<string>()
    let stopped = false
    const publish = async (from: 'site' | 'core', region: string) => {
      for (let count = 0; !stopped; count++) {
        const id = `${from}-${region}-${count}`
        const answer = await fetch(`${lines[from].server}/api/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/cloudevents+json' },
          body: JSON.stringify({
            specversion: '1.0',
            id,
            source: '/test',
            type: 'dev.bonghwa.test.noted',
            region,
          }),
        })
        assert.equal(answer.status, 202, await answer.text())
        published.add(id)
        await sleep(25)
      }
    }
    const publishing = Promise.all([
      publish('site', 'daejeon'),
      publish('site', 'seoul'),
      publish('core', 'seoul'),
      publish('core', 'daejeon'),
    ])
    // It is awaited at the end; a failure before that is the test's all the same.
    publishing.catch(() => {})
    const count = (start: string) => handled().filter(([, id]) => id.startsWith(start)).length
    await eventually(() => assert.ok(count('site-seoul') > 10 && count('core-daejeon') > 10))
    const health = async (at: 'site' | 'core', region: string) => {
      const views = (await (await fetch(`${lines[at].server}/api/regions`)).json()) as RegionView[]
      return views.find(({ name }) => name === region)?.health.state
    }
    await eventually(async () => {
      assert.equal(await health('site', 'seoul'), 'alive')
      assert.equal(await health('core', 'daejeon'), 'alive')
    })

    await road.cut()
    await sleep(1000)
    const [away, atHome] = [count('site-seoul'), count('site-daejeon')]
    await sleep((cutSeconds - 1) * 1000)
    assert.ok(count('site-seoul') <= away, 'nothing comes through a line that is cut')
    assert.ok(count('site-daejeon') > atHome + 10, 'the site serves its own region meanwhile')
    // Neither takes the other for dead, and its own region goes on.
    assert.deepEqual(
      await Promise.all([health('site', 'seoul'), health('core', 'daejeon'), health('site', 'daejeon')]),
      ['cut off', 'cut off', 'alive'],
    )
    // What waits for its own site is not to wait for the line instead.
    await eventually(async () => assert.deepEqual(await spills(), []))
    assert.match((await onSite.run('site', 'status')).stdout, /^The site is cut off\./)
    await road.mend()
    await sleep(1000)
    stopped = true
    await publishing

    await eventually(() => assert.equal(new Set(handled().map(([, id]) => id)).size, published.size), 60_000)
    const ids = handled().map(([, id]) => id)
    assert.deepEqual(new Set(ids), published)
    assert.equal(ids.length, published.size, 'each once')
    await eventually(async () => assert.deepEqual(await spills(), ['spill fn.note.daejeon']))
    for (const [where, id] of handled())
      assert.match(where, id.includes('seoul') ? /^seoul-1$/ : /^daejeon-1$/)
  })

  it('is unlinked by one command', async () => {
    const ran = await onSite.run('site', 'unlink', '--json')
    assert.equal(JSON.parse(ran.stdout).removed.length, 4, ran.stderr)
    assert.match((await onSite.run('site', 'status')).stdout, /^The site is not linked\./)
  })
})
