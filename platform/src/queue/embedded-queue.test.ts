import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it, type TestContext } from 'node:test'
import { DataDirectoryBusyError } from '../config/errors.ts'
import { queueConformance } from '../testing/queue-conformance.ts'
import { embeddedQueues } from './embedded-queue.ts'

const folder = mkdtempSync(join(tmpdir(), 'bonghwa-queue-'))
after(() => rmSync(folder, { recursive: true }))
let count = 0
const file = () => join(folder, `${count++}`, 'queue.db')

const knock = { specversion: '1.0', id: '1', source: '/door', type: 'dev.bonghwa.door.knocked' } as const

let current = ''
queueConformance(
  'Embedded',
  async () => {
    current = file()
    return embeddedQueues(current)
  },
  async (old) => {
    await old[Symbol.asyncDispose]()
    return embeddedQueues(current)
  },
)

it('still holds back a delayed event after a restart, counts it, and announces it when it is due', async () => {
  const path = file()
  {
    await using queues = embeddedQueues(path)
    const queue = queues.queue('fn.a.seoul', { delivery: 'durable' })
    for (const id of ['due', 'far']) await queue.publish({ ...knock, id })
    await (await queue.take())?.nack({ requeue: true, delayMs: 1000 })
    await (await queue.take())?.nack({ requeue: true, delayMs: 60_000 })
  }
  await using queues = embeddedQueues(path)
  const queue = queues.queue('fn.a.seoul', { delivery: 'durable' })
  const announced = new Promise<void>((resolve) => queue.onReady(resolve))
  const { messagesReady, messagesDelayed } = await queue.depth()
  assert.equal(messagesReady + messagesDelayed, 2)
  await announced
  assert.equal((await queue.take())?.event.id, 'due')
  assert.equal((await queue.depth()).messagesDelayed, 1)
})

describe('a clock that is set back', () => {
  const day = 86_400_000
  const setBack = (test: TestContext) => {
    const now = Date.now
    test.mock.method(Date, 'now', () => now() - day)
  }

  it('keeps no event waiting until it is that late again', async (test) => {
    await using queues = embeddedQueues(file())
    const queue = queues.queue('fn.a.seoul', { delivery: 'durable' })
    for (const id of ['waits', 'is tried again']) await queue.publish({ ...knock, id })
    const first = await queue.take()
    setBack(test)
    await first?.nack({ requeue: true })
    assert.deepEqual(
      [(await queue.take())?.event.id, (await queue.take())?.event.id],
      ['waits', 'is tried again'],
    )
    assert.equal(await queue.take(), undefined)
  })

  it('keeps no event waiting after a restart either, and a delay begins anew', async (test) => {
    const path = file()
    {
      await using queues = embeddedQueues(path)
      const queue = queues.queue('fn.a.seoul', { delivery: 'durable' })
      for (const id of ['delayed', 'ready']) await queue.publish({ ...knock, id })
      await (await queue.take())?.nack({ requeue: true, delayMs: 60_000 })
    }
    setBack(test)
    await using queues = embeddedQueues(path)
    const queue = queues.queue('fn.a.seoul', { delivery: 'durable' })
    assert.equal((await queue.take())?.event.id, 'ready')
    assert.equal((await queue.depth()).messagesDelayed, 1)
    const now = Date.now
    test.mock.method(Date, 'now', () => now() + 60_000)
    assert.equal((await queue.take())?.event.id, 'delayed')
  })

  it('counts an event once that is being written meanwhile', async (test) => {
    await using queues = embeddedQueues(file())
    const queue = queues.queue('fn.a.seoul', { delivery: 'durable' })
    const publishing = queue.publish(knock)
    setBack(test)
    assert.equal((await queue.depth()).messagesReady, 1)
    await publishing
    assert.equal((await queue.depth()).messagesReady, 1)
    assert.equal((await queue.take())?.event.id, knock.id)
    assert.equal((await queue.depth()).messagesReady, 0)
  })
})

it('refuses a file that another process holds, and says what to do', async () => {
  const path = file()
  await using _holder = embeddedQueues(path)
  assert.throws(() => embeddedQueues(path), DataDirectoryBusyError)
})

it('has every event whose publish resolved when its process is killed with -9 in the middle of publishing', async () => {
  const path = file()
  const publisher = spawn(
    process.execPath,
    [join(import.meta.dirname, '../testing/publish-until-killed.ts'), path],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let confirmed = 0
  for await (const chunk of publisher.stdout) {
    confirmed += String(chunk).split('\n').length - 1
    if (confirmed > 300) break
  }
  publisher.kill('SIGKILL')
  await once(publisher, 'exit')
  await using queues = embeddedQueues(path)
  const { messagesReady } = await queues.queue('fn.a.seoul', { delivery: 'durable' }).depth()
  assert.ok(messagesReady >= confirmed, `${confirmed} were confirmed, ${messagesReady} are there`)
})
