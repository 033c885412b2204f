import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Connection } from 'rabbitmq-client'
import { askManagement, managementResource } from '../queue/rabbitmq-management.ts'
import { type RabbitmqQueues, rabbitmqQueues } from '../queue/rabbitmq-queue.ts'
import { freePort } from '../runtime/free-port.ts'
import { commandLine } from '../testing/command-line.ts'
import { eventually } from '../testing/eventually.ts'
import { type RabbitmqNode, rabbitmqNode, rabbitmqServer } from '../testing/rabbitmq-node.ts'

const skip = rabbitmqServer === undefined && 'There is no rabbitmq-server on this machine.'
const folder = mkdtempSync(join(tmpdir(), 'bonghwa-broker-'))
const log = join(folder, 'log')
const lines = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [])

writeFileSync(
  join(folder, 'function.yaml'),
  `apiVersion: bonghwa.dev/v1
kind: Function
metadata: { name: note }
spec: { handler: ./note.js, concurrency: 4, on: [{ type: dev.bonghwa.test.noted }] }`,
)
writeFileSync(
  join(folder, 'note.js'),
  `import { appendFileSync } from 'node:fs'
   export default { bonghwa: 'function', async handle({ id }, { node, attempt }) {
     appendFileSync(${JSON.stringify(log)}, [node, id, attempt].join(' ') + '\\n')
     if (node === 'seoul-1') await new Promise(() => {})
   } }`,
)

describe('`bonghwa apply --only broker`', { skip }, () => {
  let node: RabbitmqNode
  let queues: RabbitmqQueues

  before(async () => {
    node = await rabbitmqNode()
    node.start()
    queues = await rabbitmqQueues(node.url, { prefetch: 0, connectWaitMs: 60_000 })
  })
  after(async () => {
    await queues?.[Symbol.asyncDispose]()
    await node?.[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, maxRetries: 5 })
  })

  it('declares lanes from which no event is lost: what nobody takes in time moves on, and what a killed pod held', async () => {
    const bonghwa = await commandLine(folder, {
      BONGHWA_QUEUE: node.url,
      BONGHWA_MANAGEMENT: node.management,
    })
    const apply = (...more: string[]) =>
      bonghwa.run('apply', folder, '--only', 'broker', '--regions', 'daejeon,seoul', '--json', ...more)
    const applied = await eventually(async () => {
      const ran = await apply('--spill-seconds', '1')
      assert.equal(ran.code, 0, ran.stderr)
      return JSON.parse(ran.stdout)
    })
    // From the core nothing moves on.
    assert.deepEqual(applied, {
      lanes: ['fn.note.daejeon', 'fn.note.seoul'],
      policies: ['spill fn.note.seoul'],
      removed: [],
    })

    // A pod in Seoul takes four and is killed with them; nobody takes the others.
    const doomed = bonghwa.start('pod', folder, '--region', 'seoul', '--node', 'seoul-1')
    // What is published before it takes anything moves on.
    await eventually(async () => assert.equal(await consumersOf('fn.note.seoul'), 1))
    const ids = Array.from({ length: 20 }, (_, index) => String(index))
    await Promise.all(ids.map((id) => publish(id)))
    await eventually(() => assert.equal(lines().length, 4))
    doomed.kill('SIGKILL')
    const saviour = bonghwa.start('pod', folder, '--region', 'daejeon', '--node', 'daejeon-1')
    const handled = () => lines().filter((line) => line.startsWith('daejeon-1'))
    await eventually(() => assert.equal(handled().length, ids.length))
    assert.deepEqual(new Set(handled().map((line) => line.split(' ')[1])), new Set(ids))
    saviour.kill('SIGTERM')
    await once(saviour, 'exit')

    const examine = async () =>
      (
        await bonghwa.run(
          'doctor',
          folder,
          '--regions',
          'daejeon,seoul',
          '--spill-seconds',
          '1',
          '--kubeconfig',
          'none',
        )
      ).stdout
    assert.match(await examine(), /^✓ RabbitMQ version: 3\..*\n✓ policies: 1 spill policies/m)
    const kept = JSON.parse((await apply('--spill-seconds', '0')).stdout)
    assert.deepEqual(kept.removed, ['spill fn.note.seoul'])
    assert.match(await examine(), /^✗ policies: "spill fn\.note\.seoul" is missing or different$/m)
  })

  it('and its pods and gateway, built as for their image, run from what `bonghwa render` put into ConfigMaps', async () => {
    const bonghwa = await commandLine(folder, { BONGHWA_QUEUE: node.url })
    const image = join(folder, 'image')
    execFileSync(process.execPath, [join(import.meta.dirname, '../../build.ts'), image])
    const start = (...words: string[]) =>
      spawn(process.execPath, [join(image, 'bonghwa.js'), ...words], {
        cwd: folder,
        env: {
          BONGHWA_QUEUE: node.url,
          BONGHWA_PORT: new URL(bonghwa.server).port,
          BONGHWA_DATA: join(folder, 'data'),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
    const rendered = await bonghwa.run('render', folder, '--regions', 'daejeon,seoul', '--json')
    const { items } = JSON.parse(rendered.stdout) as {
      items: { kind: string; metadata: { name: string }; data: Record<string, string> }[]
    }
    const mounted = (name: string) => {
      const mount = mkdtempSync(join(folder, 'mount-'))
      const map = items.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith(name))
      for (const [file, text] of Object.entries(map?.data ?? {})) writeFileSync(join(mount, file), text)
      return mount
    }
    const gateway = start('gateway', mounted('bonghwa-functions'))
    const pod = start('pod', mounted('note-'), '--region', 'daejeon', '--node', 'daejeon-2')
    await eventually(async () => assert.ok((await fetch(`${bonghwa.server}/readyz`)).ok))
    const posted = await bonghwa.run(
      'event',
      'publish',
      '--type',
      'dev.bonghwa.test.noted',
      '--id',
      'by-http',
    )
    assert.equal(posted.code, 0, posted.stderr)
    await eventually(() => assert.ok(lines().includes('daejeon-2 by-http 1')))
    const open = start(
      'gateway',
      mounted('bonghwa-functions'),
      '--host',
      '0.0.0.0',
      '--port',
      String(await freePort()),
    )
    const told = await new Promise((resolve) => open.stdout?.once('data', (text) => resolve(String(text))))
    const refused = await fetch(/http\S+/.exec(String(told))?.[0] ?? '', { method: 'POST', body: '{}' })
    assert.equal(refused.status, 401, 'without a token nobody is let in')
    open.kill('SIGTERM')
    assert.match(
      (await bonghwa.run('function', 'invoke', 'note')).stderr,
      /which take events from their queue/,
    )
    for (const child of [gateway, pod]) {
      child.kill('SIGTERM')
      assert.deepEqual(await once(child, 'exit'), [0, null])
    }
  })

  it('and again without a function, takes its lanes away, but none that holds events', async () => {
    const [mine, others] = ['mine', 'others'].map((name) => mkdtempSync(join(folder, `${name}-`))) as [
      string,
      string,
    ]
    const write = (directory: string, name: string) => {
      mkdirSync(join(directory, name))
      const of = `metadata: { name: ${name} }\nspec: { handler: ./note.js, on: [{ type: dev.bonghwa.test.${name} }] }\n`
      writeFileSync(
        join(directory, name, 'function.yaml'),
        `apiVersion: bonghwa.dev/v1\nkind: Function\n${of}`,
      )
      writeFileSync(join(directory, name, 'note.js'), '')
    }
    for (const name of ['stays', 'goes', 'full']) write(mine, name)
    write(others, 'elsewhere')
    const bonghwa = await commandLine(folder, {
      BONGHWA_QUEUE: node.url,
      BONGHWA_MANAGEMENT: node.management,
    })
    const apply = async (directory: string, ...more: string[]) => {
      const ran = await bonghwa.run(
        'apply',
        directory,
        '--only',
        'broker',
        '--regions',
        'seoul',
        '--json',
        ...more,
      )
      assert.equal(ran.code, 0, ran.stderr)
      return { ...JSON.parse(ran.stdout), said: ran.stderr }
    }
    await apply(mine, '--namespace', 'mine')
    await apply(others, '--namespace', 'others')
    await queues.send(
      { specversion: '1.0', id: '1', source: '/test', type: 'dev.bonghwa.test.full' },
      'fn.full.seoul',
    )
    for (const name of ['goes', 'full']) rmSync(join(mine, name), { recursive: true })

    const again = await apply(mine, '--namespace', 'mine')
    assert.deepEqual(again.removed, ['fn.goes.seoul'])
    assert.deepEqual(again.left, [{ lane: 'fn.full.seoul', events: 1, consumers: 0 }])
    assert.match(
      again.said,
      /^Warning: fn\.full\.seoul belongs to no function any more, and holds 1 event that/m,
    )
    assert.deepEqual((await apply(mine, '--namespace', 'mine', '--drop-events')).removed, ['fn.full.seoul'])
    const found = await askManagement(managementResource(node.management, 'queues', '/'))
    const names = (found as { readonly name: string }[]).map(({ name }) => name)
    assert.deepEqual(names.filter((name) => /stays|goes|full|elsewhere/.test(name)).toSorted(), [
      'fn.elsewhere.seoul',
      'fn.elsewhere.seoul.dead',
      'fn.stays.seoul',
      'fn.stays.seoul.dead',
    ])
  })

  it("and lanes as RabbitMQ's topology operator makes them are those that pods and gateways declare", async () => {
    const directory = mkdtempSync(join(folder, 'operated-'))
    const write = (name: string, more: string) => {
      mkdirSync(join(directory, name))
      const of = `metadata: { name: ${name} }\nspec: { handler: ./note.js, on: [{ type: dev.bonghwa.test.${name} }]${more} }\n`
      writeFileSync(
        join(directory, name, 'function.yaml'),
        `apiVersion: bonghwa.dev/v1\nkind: Function\n${of}`,
      )
      writeFileSync(join(directory, name, 'note.js'), '')
    }
    write('kept', '')
    write('dropped', ', delivery: ephemeral, maxLength: 7')
    const bonghwa = await commandLine(folder)
    const words = ['--regions', 'daejeon,seoul', '--rabbitmq-operator', 'rabbitmq', '--json']
    const { items } = JSON.parse((await bonghwa.run('render', directory, ...words)).stdout) as {
      items: { apiVersion: string; kind: string; spec: Record<string, unknown> & { name: string } }[]
    }
    const put = (body: unknown, ...path: string[]) =>
      askManagement(managementResource(node.management, ...path), { method: 'PUT', body })
    for (const { kind, spec } of items.filter(({ apiVersion }) => apiVersion.startsWith('rabbitmq.com'))) {
      const { name, type, durable, autoDelete: auto_delete, arguments: given = {}, applyTo, ...rest } = spec
      // As its client does.
      if (kind === 'Exchange') await put({ type, durable, auto_delete }, 'exchanges', '/', name)
      if (kind === 'Queue')
        await put(
          { durable, auto_delete, arguments: { ...(given as object), 'x-queue-type': type } },
          'queues',
          '/',
          name,
        )
      if (kind === 'Policy') {
        const { pattern, priority, definition } = rest
        await put({ pattern, priority, definition, 'apply-to': applyTo }, 'policies', '/', name)
      }
    }
    const lanes = ['kept', 'dropped'].flatMap((name) =>
      ['daejeon', 'seoul'].map((region) =>
        queues.queue(`fn.${name}.${region}`, {
          bindings: [],
          ...(name === 'kept' ? { delivery: 'durable' } : { delivery: 'ephemeral', maxLength: 7 }),
        }),
      ),
    )
    await Promise.all(lanes.map((lane) => lane.declared()))
    const policies = await askManagement(managementResource(node.management, 'policies', '/'))
    const names = (policies as { readonly name: string }[]).map(({ name }) => name)
    assert.deepEqual(
      names.filter((name) => /kept|dropped/.test(name)),
      ['spill fn.kept.seoul'],
    )
  })

  async function consumersOf(queue: string): Promise<number> {
    const connection = new Connection(node.url)
    const { consumerCount } = await connection.queueDeclare({ queue, passive: true })
    await connection.close()
    return consumerCount
  }
  const publish = (id: string) =>
    queues.send(
      { specversion: '1.0', id, source: '/test', type: 'dev.bonghwa.test.noted', region: 'seoul' },
      'dev.bonghwa.test.noted.seoul',
    )
})
