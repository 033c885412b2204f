import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { inspect } from 'node:util'
import type { Channel, Note, SendOptions } from '../../channel/channel.ts'
import { ChannelFailedError } from '../../channel/errors.ts'
import { sampleIncident, samplePost } from '../../outcome/sample.ts'
import { openStore } from '../../store/open-store.ts'
import { DeliveryPendingError } from '../errors.ts'
import { deliverMessage, newsMs } from './deliver-message.ts'

const folder = mkdtempSync(join(tmpdir(), 'bonghwa-deliver-'))
after(() => rmSync(folder, { recursive: true, force: true }))
let stores = 0
const start = samplePost().createdAt
const secret = 'hunter2-hunter2'

/** An outbox with a post in it for the channels `feed` and `radio`, and a channel that does what it is told. */
async function outbox() {
  const store = await openStore(`sqlite:${join(folder, `${++stores}.db`)}`)
  await store.createPost(samplePost(), ['feed', 'radio'])
  const sent: (Note & SendOptions)[] = []
  let trouble: (() => Promise<never>) | undefined
  let clock = start
  const channel: Channel = {
    supports: { once: 'key' },
    async send(note, options) {
      sent.push({ ...note, ...options })
      await trouble?.()
      return { reference: `ref-${note.id}`, url: `https://social.example/${note.id}` }
    },
  }
  return {
    store,
    sent,
    deliver: (id = 'inc-1.0/feed') =>
      deliverMessage(id, {
        store,
        channel,
        evidence: { get: async (address) => new TextEncoder().encode(address) },
        secrets: [secret],
        signal: AbortSignal.timeout(60_000),
        now: () => clock,
      }),
    fails: (error: Error | undefined) => {
      trouble = error && (() => Promise.reject(error))
    },
    wait: (ms: number) => {
      clock += ms
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

describe('A message of the outbox', () => {
  it('is delivered once, with its mosaicked picture, however often its function is woken', async () => {
    await using box = await outbox()
    await box.deliver()
    await box.deliver()
    assert.equal(box.sent.length, 1)
    assert.equal(Buffer.from(box.sent[0]?.image ?? []).toString(), samplePost().image)
    const delivery = await box.store.delivery('inc-1.0/feed')
    assert.deepEqual([delivery?.state, delivery?.reference], ['delivered', 'ref-inc-1.0/feed'])
    assert.equal((await box.store.delivery('inc-1.0/radio'))?.state, 'due')
  })

  it('is tried again after a failure, and the channel is told whether it may be there already', async () => {
    await using box = await outbox()
    box.fails(new ChannelFailedError('later', 'the service answered 401'))
    await assert.rejects(box.deliver(), DeliveryPendingError)
    box.fails(new ChannelFailedError('unsure', 'the connection failed'))
    await assert.rejects(box.deliver(), /inc-1\.0\/feed is not delivered yet: the connection failed/)
    box.fails(undefined)
    await box.deliver()
    assert.deepEqual(
      box.sent.map(({ unsure }) => unsure),
      [false, false, true],
    )
  })

  it('leaves a channel alone for as long as that asks, and so does every other message for it', async () => {
    await using box = await outbox()
    await box.store.createPost(samplePost({ id: 'post-2', incident: 'inc-2' }), ['feed'])
    box.fails(new ChannelFailedError('later', 'the service answered 429', 60_000))
    await assert.rejects(box.deliver(), DeliveryPendingError)
    box.fails(undefined)
    box.wait(59_000)
    for (const id of ['inc-1.0/feed', 'inc-2.0/feed'])
      await assert.rejects(box.deliver(id), DeliveryPendingError)
    assert.equal(box.sent.length, 1)
    await box.deliver('inc-1.0/radio')
    box.wait(1000)
    for (const id of ['inc-1.0/feed', 'inc-2.0/feed']) await box.deliver(id)
    assert.equal(box.sent.length, 4)
  })

  it('is given up when the channel refuses it, and when it is no news any more', async () => {
    await using box = await outbox()
    box.fails(new ChannelFailedError('refused', 'the service answered 422'))
    await box.deliver()
    box.wait(newsMs + 1)
    await box.deliver('inc-1.0/radio')
    const states = (await box.store.deliveries()).map(({ state, problem }) => `${state}: ${problem}`)
    assert.deepEqual(states, ['refused: the service answered 422', 'expired: it was not delivered in time'])
    assert.equal(box.sent.length, 1)
  })

  it('of an incident that was erased is not sent', async () => {
    await using box = await outbox()
    await box.store.erase('inc-1', start)
    assert.deepEqual(await box.deliver(), [])
    assert.deepEqual(box.sent, [])
  })
})

describe('A follow-up of the outbox', () => {
  const words = () => ({ ko: '후속', en: 'update' })
  const closed = sampleIncident({ state: 'closed', closedAt: sampleIncident().updatedAt + 60_000 })

  it('waits until its post is delivered, which names it, and continues its thread', async () => {
    await using box = await outbox()
    await box.store.createFollowUp({ id: 'inc-1.2', incident: closed }, words, start)
    assert.deepEqual(await box.deliver('inc-1.1/feed'), [])
    assert.equal(box.sent.length, 0)
    const next = await box.deliver()
    assert.deepEqual(
      next.map(({ id }) => id),
      ['inc-1.1/feed'],
    )
    await box.deliver('inc-1.1/feed')
    assert.deepEqual(box.sent[1]?.thread, { root: 'ref-inc-1.0/feed', parent: 'ref-inc-1.0/feed' })
    assert.equal(box.sent[1]?.image, null)
  })

  it('of a post that a channel refused is not sent there', async () => {
    await using box = await outbox()
    await box.store.createFollowUp({ id: 'inc-1.2', incident: closed }, words, start)
    box.fails(new ChannelFailedError('refused', 'no'))
    await box.deliver()
    box.fails(undefined)
    await box.deliver('inc-1.1/feed')
    assert.equal((await box.store.delivery('inc-1.1/feed'))?.state, 'refused')
    assert.equal(box.sent.length, 1)
  })
})

describe('A secret', () => {
  it('is in no error and in no row, whatever a library says or carries', async () => {
    await using box = await outbox()
    for (const error of [
      Object.assign(
        new Error(`POST https://api.example/bot${secret}/send failed`, { cause: { token: secret } }),
        {
          config: { headers: { authorization: `Bearer ${secret}` } },
        },
      ),
      new ChannelFailedError('later', `the service answered 401, ${secret} is wrong`),
    ]) {
      box.fails(error)
      const thrown = await box.deliver().catch((given: unknown) => given)
      assert.ok(thrown instanceof DeliveryPendingError)
      assert.doesNotMatch(inspect(thrown, { depth: 9, showHidden: true }), /hunter2/)
      assert.doesNotMatch(JSON.stringify(await box.store.deliveries()), /hunter2/)
    }
  })
})
