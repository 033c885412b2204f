import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { CloudEvent } from '../event/cloud-event.ts'
import { EventInvalidError } from '../event/errors.ts'
import { FunctionInvalidError } from '../function/errors.ts'
import { loadFunctions } from '../function/load.ts'
import { HandlerBrokenError, HandlerTimeoutError } from '../instance/errors.ts'
import type { Region } from '../placement/region.ts'
import { eventually } from '../testing/eventually.ts'
import { python } from '../testing/python.ts'
import { withGiven } from './deploy-directory.ts'
import { openPlatform, type Platform } from './platform.ts'

const regions: readonly Region[] = [
  { name: 'seoul', place: { latitude: 37.57, longitude: 126.98 }, core: true, nodes: ['seoul-1'] },
  { name: 'daejeon', place: { latitude: 36.35, longitude: 127.38 }, core: false, nodes: ['daejeon-1'] },
]
const folder = mkdtempSync(join(tmpdir(), 'bonghwa-platform-'))
const seen: CloudEvent[] = []
let platform: Platform
let count = 0

before(async () => {
  platform = await openPlatform({
    regions,
    dataDirectory: join(folder, 'data'),
    standby: 1,
    env: {},
    secrets: {},
  })
  platform.onEvent((event) => seen.push(event))
  const { functions, broken } = await loadFunctions(join(import.meta.dirname, '../testing/functions'))
  assert.deepEqual(broken, [])
  for (const spec of functions) await platform.deploy(withGiven(spec, { env: {}, read: [], write: [folder] }))
})
after(async () => {
  await platform[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const event = (type: string, region: string, data: unknown): CloudEvent => ({
  specversion: '1.0',
  id: `event-${count++}`,
  source: '/test',
  type: `dev.bonghwa.test.${type}`,
  region,
  data,
})
const file = () => join(folder, `lines-${count++}`)
const lines = (path: string): { id: string; region: string; node: string; attempt: number; pid: number }[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : []
const instances = (name: string) =>
  platform
    .lanes()
    .filter(({ spec }) => spec.name === name)
    .flatMap(({ state }) => state.instances)

describe('The platform on one machine', () => {
  it('wakes a function from zero in the region of the event, and puts it out after its cooldown', async () => {
    const path = file()
    assert.equal(instances('note').length, 0)
    await platform.publish(event('noted', 'daejeon', { label: 'fire', file: path }))
    await eventually(() => assert.equal(lines(path).length, 1))
    assert.equal(lines(path)[0]?.node, 'daejeon-1')
    await eventually(() => assert.equal(instances('note').length, 0))
  })

  it('wakes nobody for an event that no function asked for', async () => {
    await platform.publish(event('noted', 'seoul', { label: 'gun' }))
    assert.equal(instances('note').length, 0)
  })

  it('refuses what is no CloudEvent and names what is wrong', async () => {
    await assert.rejects(
      platform.publish({ id: 'x', type: 'y' } as unknown as CloudEvent),
      (error: Error) => {
        assert.ok(error instanceof EventInvalidError)
        assert.match(error.message, /"source"/)
        return true
      },
    )
  })

  it('starts more instances for more events, up to the maximum, and handles each once', async () => {
    const path = file()
    let most = 0
    const stop = platform.onChange(() => {
      most = Math.max(most, instances('note').length)
    })
    const events = Array.from({ length: 20 }, () =>
      event('noted', 'seoul', { label: 'fire', file: path, waitMs: 100 }),
    )
    await Promise.all(events.map((each) => platform.publish(each)))
    await eventually(() => assert.equal(lines(path).length, 20))
    stop()
    assert.equal(most, 4)
    assert.equal(new Set(lines(path).map(({ id }) => id)).size, 20)
  })

  it('gives an event to another instance when the first is killed with -9 in the middle of its work', async () => {
    const path = file()
    await eventually(() => assert.ok(instances('note').every(({ inFlight }) => inFlight === 0)))
    await platform.publish(event('noted', 'seoul', { label: 'fire', file: path, waitMs: 2000 }))
    const victim = await eventually(() => {
      const busy = instances('note').find(({ inFlight }) => inFlight === 1)
      assert.ok(busy)
      return busy
    })
    process.kill(victim.pid, 'SIGKILL')
    await eventually(() => assert.equal(lines(path).length, 1))
    assert.equal(lines(path)[0]?.attempt, 2)
    assert.notEqual(lines(path)[0]?.pid, victim.pid)
  })

  it('does the work of a killed node in the neighbouring region, and at home again once the node is back', async () => {
    const path = file()
    platform.killNode('daejeon-1')
    await platform.publish(event('noted', 'daejeon', { label: 'fire', file: path }))
    await eventually(() => assert.equal(lines(path).length, 1))
    assert.equal(lines(path)[0]?.node, 'seoul-1')
    assert.equal(lines(path)[0]?.region, 'daejeon')
    platform.startNode('daejeon-1')
    await platform.publish(event('noted', 'daejeon', { label: 'fire', file: path }))
    await eventually(() => assert.equal(lines(path).length, 2))
    assert.equal(lines(path)[1]?.node, 'daejeon-1')
  })

  it('tries a failed event again, then keeps it with its reason, and handles it when it is replayed', async () => {
    const path = file()
    await platform.publish(event('doomed', 'seoul', { file: path }))
    const lane = platform.lanes().find(({ name }) => name === 'fn.fail.seoul')
    assert.ok(lane)
    const letter = await eventually(async () => {
      const [dead] = await lane.queue.deadLetters()
      assert.ok(dead)
      return dead
    })
    assert.equal(letter.attempts, 3)
    assert.match(letter.reason, /attempt 3: no /)
    writeFileSync(path, '')
    await lane.queue.replay(letter.id)
    await eventually(async () => assert.equal((await lane.queue.depth()).messagesReady, 0))
    await eventually(() => assert.equal(lane.state.invocations, 1))
  })

  it('answers an invocation with what the handler returned', async () => {
    const answer = (await platform.invoke('note', event('asked', 'daejeon', { label: 'fire' }))) as {
      node: string
    }
    assert.equal(answer.node, 'daejeon-1')
  })

  it('ends an invocation whose time is up, by its signal or else by killing its process', async () => {
    await assert.rejects(platform.invoke('slow', event('asked', 'seoul', {})), HandlerTimeoutError)
    await assert.rejects(
      platform.invoke('stubborn', event('asked', 'seoul', { block: true })),
      HandlerTimeoutError,
    )
    assert.equal(typeof (await platform.invoke('stubborn', event('asked', 'seoul', {}))), 'number')
  })

  it('runs a function in Python over the CloudEvents HTTP binding', { skip: python() }, async () => {
    const answer = await platform.invoke('greet-python', event('greeted', 'daejeon', { name: '봉화' }))
    assert.deepEqual(answer, { greeting: '안녕, 봉화', region: 'daejeon' })
    await platform.publish(event('greeted', 'seoul', { emit: true }))
    await eventually(() => assert.ok(seen.some(({ id }) => id === 'from-python')))
  })

  it('says why a function cannot start, and keeps the others running', async () => {
    await assert.rejects(platform.invoke('broken', event('asked', 'seoul', {})), HandlerBrokenError)
    const lane = platform.lanes().find(({ name }) => name === 'fn.broken.seoul')
    await eventually(() => assert.match(lane?.state.problem ?? '', /export default defineFunction/))
    assert.ok(await platform.invoke('note', event('asked', 'seoul', { label: 'fire' })))
  })

  it('refuses a handler that cannot be built, with its file and line', async () => {
    const handler = join(folder, 'wrong.ts')
    writeFileSync(handler, 'export default 1\nconst x = {\n')
    const [spec] = platform.lanes().map((lane) => lane.spec)
    assert.ok(spec)
    await assert.rejects(platform.deploy({ ...spec, name: 'wrong', handler }), (error: Error) => {
      assert.ok(error instanceof FunctionInvalidError)
      assert.match(error.message, /wrong\.ts:3/)
      return true
    })
  })

  it('keeps a source running in every region, restarts it when it dies, and tells it what it subscribed to', async () => {
    const starts = (region: string) =>
      seen
        .filter(({ type, region: where }) => type === 'dev.bonghwa.test.started' && where === region)
        .map(({ data }) => data as { pid: number; node: string })
    const first = await eventually(() => {
      const [start] = starts('seoul')
      assert.ok(start)
      return start
    })
    process.kill(first.pid, 'SIGKILL')
    await eventually(() => assert.ok(starts('seoul').some(({ pid }) => pid !== first.pid)))
    const done = event('noted', 'seoul', { label: 'accident' })
    await platform.publish(done)
    await eventually(() =>
      assert.ok(
        seen.some(
          ({ type, data }) =>
            type === 'dev.bonghwa.test.heard' && (data as { id: string }).id === `done-${done.id}`,
        ),
      ),
    )
  })

  it('times an event segment by segment: published, queued, woken with its tier, handled', async () => {
    const [traceId, spanId] = ['a'.repeat(32), 'b'.repeat(16)]
    await platform.publish(event('noted', 'seoul', { label: 'fire' }))
    await eventually(() => assert.equal(instances('note').length, 1))
    await eventually(() => assert.equal(instances('note').length, 0))
    await platform.publish({
      ...event('noted', 'seoul', { label: 'fire' }),
      traceparent: `00-${traceId}-${spanId}-01`,
    })
    await eventually(() => {
      const spans = platform.traces
        .spans(traceId)
        .filter((span) => span.function === 'note' || span.spanId === spanId)
      const names = spans.map(({ name }) => name)
      // That it was published may be known only after it was taken; the second is what its handler emitted.
      assert.deepEqual(names.toSorted(), ['handled', 'published', 'published', 'queued', 'woken'])
    })
    assert.equal(platform.traces.spans(traceId).find(({ name }) => name === 'woken')?.tier, 'frozen')
  })
})
