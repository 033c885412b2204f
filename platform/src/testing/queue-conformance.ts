import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CloudEvent } from '../event/cloud-event.ts'
import type { QueueBackend } from '../queue/queue.ts'
import { eventually } from './eventually.ts'

/**
 * What a queue backend is. `open` gives a backend with nothing in it; `reopen`, for durable ones, closes it as a crash
 * would and opens it again over what it kept.
 */
export function queueConformance(
  backend: string,
  open: () => Promise<QueueBackend>,
  reopen?: (old: QueueBackend) => Promise<QueueBackend>,
): void {
  describe(`${backend} is a queue backend`, () => {
    it('delivers events in the order in which they were published', async () => {
      await using queues = await open()
      const queue = queues.queue('fn.a.seoul', durable)
      for (const id of ['1', '2', '3']) await queue.publish(smoke(id))
      assert.deepEqual(await takeAll(queues, 'fn.a.seoul'), ['1', '2', '3'])
      assert.equal(await queue.take(), undefined)
    })

    it('gives one after the other for as long as there are any', async () => {
      await using queues = await open()
      const queue = queues.queue('fn.a.seoul', durable)
      const ids = Array.from({ length: 300 }, (_, index) => String(index))
      await Promise.all(ids.map((id) => queue.publish(smoke(id))))
      assert.deepEqual((await takeAll(queues, 'fn.a.seoul')).toSorted(byNumber), ids)
      assert.deepEqual(await queue.depth(), empty)
    })

    it('gives back the event as it came, bytes included', async () => {
      await using queues = await open()
      const queue = queues.queue('fn.a.seoul', durable)
      const jpeg = new Uint8Array([0xff, 0xd8, 0, 255])
      await queue.publish({ ...smoke('1'), region: 'seoul', data: { score: 0.9, 한글: ['불'] } })
      await queue.publish({ ...smoke('2'), datacontenttype: 'image/jpeg', data: jpeg })
      assert.deepEqual((await queue.take())?.event, {
        ...smoke('1'),
        region: 'seoul',
        data: { score: 0.9, 한글: ['불'] },
      })
      const second = (await queue.take())?.event
      assert.deepEqual(new Uint8Array(second?.data as Uint8Array), jpeg)
    })

    it('counts what is ready and what is being handled', async () => {
      await using queues = await open()
      const queue = queues.queue('fn.a.seoul', durable)
      await queue.publish(smoke('1'))
      await queue.publish(smoke('2'))
      const delivery = await queue.take()
      assert.deepEqual(await queue.depth(), { ...empty, messagesReady: 1, messagesUnacknowledged: 1 })
      await delivery?.ack()
      assert.deepEqual(await queue.depth(), { ...empty, messagesReady: 1 })
    })

    it('counts each event in one place, whatever becomes of it', async () => {
      await using queues = await open()
      const queue = queues.queue('fn.a.seoul', durable)
      for (const id of ['1', '2', '3', '4', '5']) await queue.publish(smoke(id))
      const [first, second, third, fourth] = [
        await queue.take(),
        await queue.take(),
        await queue.take(),
        await queue.take(),
      ]
      await first?.ack()
      await second?.nack({ requeue: false, reason: 'no such camera' })
      await third?.nack({ requeue: true, delayMs: 60_000 })
      const counted = { messagesReady: 1, messagesUnacknowledged: 1, messagesDelayed: 1, deadLetters: 1 }
      assert.deepEqual(await queue.depth(), { ...empty, ...counted })
      await fourth?.nack({ requeue: true })
      assert.deepEqual(await queue.depth(), {
        ...empty,
        ...counted,
        messagesReady: 2,
        messagesUnacknowledged: 0,
      })
    })

    it('forgets an acked event', async () => {
      await using queues = await open()
      const queue = queues.queue('fn.a.seoul', durable)
      await queue.publish(smoke('1'))
      const delivery = await queue.take()
      await delivery?.ack()
      await delivery?.nack({ requeue: true })
      assert.equal(await queue.take(), undefined)
      assert.deepEqual(await queue.depth(), empty)
    })

    it('delivers a nacked event again before newer ones, marked as redelivered and as the next attempt', async () => {
      await using queues = await open()
      const queue = queues.queue('fn.a.seoul', durable)
      await queue.publish(smoke('1'))
      await queue.publish(smoke('2'))
      await (await queue.take())?.nack({ requeue: true })
      const again = await queue.take()
      assert.equal(again?.event.id, '1')
      assert.equal(again?.redelivered, true)
      assert.equal(again?.attempt, 2)
      assert.equal((await queue.take())?.redelivered, false)
    })

    it('counts no attempt for an event that is given back untried', async () => {
      await using queues = await open()
      const queue = queues.queue('fn.a.seoul', durable)
      await queue.publish(smoke('1'))
      await (await queue.take())?.nack({ requeue: true, untried: true })
      const again = await queue.take()
      assert.equal(again?.attempt, 1)
      await again?.nack({ requeue: true })
      assert.equal((await queue.take())?.attempt, 2)
    })

    it('holds a nacked event back for its delay and then announces it', async () => {
      await using queues = await open()
      const queue = queues.queue('fn.a.seoul', durable)
      await queue.publish(smoke('1'))
      await (await queue.take())?.nack({ requeue: true, delayMs: 500 })
      const announced = new Promise<void>((resolve) => queue.onReady(resolve))
      assert.equal(await queue.take(), undefined)
      assert.deepEqual(await queue.depth(), { ...empty, messagesDelayed: 1 })
      await announced
      assert.equal((await queue.take())?.attempt, 2)
    })

    it('calls back once for an event that becomes ready, until told to stop', async () => {
      await using queues = await open()
      const queue = queues.queue('fn.a.seoul', durable)
      let calls = 0
      const stop = queue.onReady(() => calls++)
      await queue.publish(smoke('1'))
      await eventually(() => assert.equal(calls, 1))
      stop()
      await queue.publish(smoke('2'))
      assert.deepEqual(await takeAll(queues, 'fn.a.seoul'), ['1', '2'])
      assert.equal(calls, 1)
    })

    it('keeps a refused event with its reason and replays it as a first attempt', async () => {
      await using queues = await open()
      const queue = queues.queue('fn.a.seoul', durable)
      await queue.publish(smoke('1'))
      await (await queue.take())?.nack({ requeue: false, reason: 'no such camera' })
      const [letter] = await queue.deadLetters()
      assert.equal(letter?.event.id, '1')
      assert.equal(letter?.reason, 'no such camera')
      assert.equal(letter?.attempts, 1)
      assert.equal((await queue.depth()).deadLetters, 1)
      assert.equal(await queue.replay(letter?.id ?? ''), true)
      assert.equal(await queue.replay(letter?.id ?? ''), false)
      assert.equal((await queue.take())?.attempt, 1)
      assert.equal((await queue.depth()).deadLetters, 0)
    })

    it('lists dead letters oldest first, as often as it is asked, and replays the one that is meant', async () => {
      await using queues = await open()
      const queue = queues.queue('fn.a.seoul', durable)
      for (const id of ['1', '2', '3']) {
        await queue.publish(smoke(id))
        await (await queue.take())?.nack({ requeue: false, reason: 'no such camera' })
      }
      const ids = async () => (await queue.deadLetters()).map(({ event }) => event.id)
      assert.deepEqual(await ids(), ['1', '2', '3'])
      const letters = await queue.deadLetters()
      assert.equal(await queue.replay(letters[1]?.id ?? ''), true)
      assert.equal((await queue.take())?.event.id, '2')
      assert.deepEqual(await ids(), ['1', '3'])
      assert.equal((await queue.depth()).deadLetters, 2)
    })

    it('publishes into several queues at once, or, when one is unknown, into none', async () => {
      await using queues = await open()
      queues.queue('fn.a.seoul', durable)
      queues.queue('fn.b.seoul', durable)
      await queues.publish(smoke('1'), ['fn.a.seoul', 'fn.b.seoul'])
      await assert.rejects(queues.publish(smoke('2'), ['fn.a.seoul', 'fn.nobody.seoul']))
      assert.deepEqual(await takeAll(queues, 'fn.a.seoul'), ['1'])
      assert.deepEqual(await takeAll(queues, 'fn.b.seoul'), ['1'])
    })

    it('drops and counts the oldest event of a full ephemeral queue', async () => {
      await using queues = await open()
      const queue = queues.queue('fn.detect.seoul', { delivery: 'ephemeral', maxLength: 2 })
      for (const id of ['1', '2', '3']) await queue.publish(smoke(id))
      assert.equal((await queue.depth()).dropped, 1)
      assert.equal((await queue.take())?.event.id, '2')
      assert.equal((await queue.take())?.event.id, '3')
    })

    it('takes each event once, however many take at the same time', async () => {
      await using queues = await open()
      const queue = queues.queue('fn.a.seoul', durable)
      const ids = Array.from({ length: 200 }, (_, index) => String(index))
      await Promise.all(ids.map((id) => queue.publish(smoke(id))))
      const taken = await Promise.all(Array.from({ length: 210 }, () => queue.take()))
      const seen = taken.flatMap((delivery) => delivery?.event.id ?? [])
      assert.deepEqual(seen.toSorted(byNumber), ids)
    })

    if (reopen) {
      it('loses nothing that was published, and nothing that was taken but not acked, when it is reopened', async () => {
        const old = await open()
        const queue = old.queue('fn.a.seoul', durable)
        for (const id of ['1', '2', '3', '4']) await queue.publish(smoke(id))
        await (await queue.take())?.ack()
        await queue.take()
        await (await queue.take())?.nack({ requeue: false, reason: 'refused' })
        await sleep(20)
        await using queues = await reopen(old)
        const again = queues.queue('fn.a.seoul', durable)
        assert.deepEqual(await again.depth(), { ...empty, messagesReady: 2, deadLetters: 1 })
        const first = await again.take()
        assert.equal(first?.event.id, '2')
        assert.equal(first?.redelivered, true)
        assert.equal((await again.take())?.event.id, '4')
      })
    }
  })
}

const durable = { delivery: 'durable' } as const
const empty = { messagesReady: 0, messagesUnacknowledged: 0, messagesDelayed: 0, deadLetters: 0, dropped: 0 }
const byNumber = (a: string, b: string) => Number(a) - Number(b)

const smoke = (id: string): CloudEvent => ({
  specversion: '1.0',
  id,
  source: '/cameras/north-gate',
  type: 'dev.bonghwa.smoke.detected',
  time: '2026-05-01T12:00:00Z',
  data: { score: 0.9 },
})

async function takeAll(queues: QueueBackend, name: string): Promise<string[]> {
  const queue = queues.queue(name, durable)
  const ids: string[] = []
  for (let delivery = await queue.take(); delivery; delivery = await queue.take()) {
    ids.push(delivery.event.id)
    await delivery.ack()
  }
  return ids
}
