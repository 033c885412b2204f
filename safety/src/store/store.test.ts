import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { sampleIncident, samplePost } from '../outcome/sample.ts'
import { storeServers } from '../testing/store-servers.ts'
import {
  IncidentErasedError,
  PostUnknownError,
  ReviewDecidedError,
  ReviewExpiredError,
  StoreNewerError,
  StoreUnopenableError,
  StoreUnreachableError,
  StoreUnsupportedError,
} from './errors.ts'
import { openEngine } from './open-engine.ts'
import { openStore } from './open-store.ts'

const servers = await storeServers()
after(async () => {
  for (const server of servers) await server[Symbol.asyncDispose]()
})

for (const { name, skip, newUrl, emptyUrl } of servers)
  describe(`${name} is a store`, { skip }, () => {
    describe('A store keeps incidents', () => {
      it('gives back an incident as it was written last', async () => {
        await using store = await openStore(await emptyUrl())
        await store.saveIncident(sampleIncident())
        await store.saveIncident(sampleIncident({ frames: 12 }))

        assert.deepEqual(await store.incident('inc-1'), sampleIncident({ frames: 12 }))
        assert.equal(await store.incident('inc-2'), undefined)
      })

      it('has what was written after it was closed and opened again', async () => {
        const url = await emptyUrl()
        {
          await using store = await openStore(url)
          await store.saveIncident(sampleIncident())
        }
        await using again = await openStore(url)
        assert.deepEqual(await again.openIncidents('seoul'), [sampleIncident()])
      })

      it('tells a watch which incidents of its own region are open', async () => {
        await using store = await openStore(await emptyUrl())
        await store.saveIncident(sampleIncident({ id: 'young', openedAt: 2000 }))
        await store.saveIncident(sampleIncident({ id: 'old', openedAt: 1000 }))
        await store.saveIncident(sampleIncident({ id: 'over', state: 'closed', closedAt: 3000 }))
        await store.saveIncident(sampleIncident({ id: 'elsewhere', region: 'daejeon' }))

        const ids = (await store.openIncidents('seoul')).map((incident) => incident.id)
        assert.deepEqual(ids, ['old', 'young'])
      })

      it('finds them by label, region, state, time and bounding box, newest first', async () => {
        await using store = await openStore(await emptyUrl())
        const daejeon = { latitude: 36.35, longitude: 127.38 }
        await store.saveIncident(sampleIncident({ id: 'a', openedAt: 1000, label: 'fire' }))
        await store.saveIncident(sampleIncident({ id: 'b', openedAt: 2000, label: 'knife' }))
        await store.saveIncident(
          sampleIncident({ id: 'c', openedAt: 3000, region: 'daejeon', place: daejeon }),
        )
        await store.saveIncident(sampleIncident({ id: 'd', openedAt: 4000, state: 'closed' }))
        const found = async (filter: Parameters<typeof store.findIncidents>[0]) =>
          (await store.findIncidents(filter)).map((incident) => incident.id).join('')

        assert.equal(await found({}), 'dcba')
        assert.equal(await found({ label: 'knife' }), 'b')
        assert.equal(await found({ region: 'daejeon' }), 'c')
        assert.equal(await found({ state: 'closed' }), 'd')
        assert.equal(await found({ since: 2000 }), 'dcb')
        assert.equal(await found({ since: 2000, until: 4000 }), 'cb')
        assert.equal(await found({ limit: 2 }), 'dc')
        assert.equal(await found({ bbox: { west: 127.3, south: 36, east: 127.5, north: 37 } }), 'c')
        assert.equal(await found({ bbox: { west: 170, south: 30, east: 127.1, north: 40 } }), 'dba')
      })
    })

    describe('A change is written down before it is announced', () => {
      it('waits under an id of its own until it is published, in the order of recording', async () => {
        await using store = await openStore(await emptyUrl())
        const first = (await store.recordChange({ change: 'opened', incident: sampleIncident() }, 1000)) ?? ''
        // The clock was set back in between.
        const second = await store.recordChange(
          { change: 'updated', incident: sampleIncident({ frames: 12 }) },
          900,
        )

        assert.deepEqual([first, second], ['inc-1.1', 'inc-1.2'])
        assert.deepEqual(await store.unpublishedChanges('seoul'), [
          { id: 'inc-1.1', change: 'opened', incident: sampleIncident(), at: 1000 },
          { id: 'inc-1.2', change: 'updated', incident: sampleIncident({ frames: 12 }), at: 900 },
        ])
        assert.deepEqual(await store.unpublishedChanges('daejeon'), [])

        await store.markPublished(first)
        const left = await store.unpublishedChanges('seoul')
        assert.deepEqual(
          left.map((change) => change.id),
          [second],
        )
        assert.deepEqual(await store.incident('inc-1'), sampleIncident({ frames: 12 }))
      })
    })

    describe('An incident opens once and closes once', () => {
      it('however often a restarted watch says so, and what came later stands', async () => {
        await using store = await openStore(await emptyUrl())
        const open = sampleIncident()
        const closed = sampleIncident({ state: 'closed', closedAt: 9000 })
        const opened = await store.recordChange({ change: 'opened', incident: open }, 1000)
        const closing = await store.recordChange({ change: 'closed', incident: closed }, 9000)

        assert.equal(await store.recordChange({ change: 'opened', incident: open }, 10_000), opened)
        assert.equal(await store.recordChange({ change: 'closed', incident: closed }, 11_000), closing)
        assert.equal((await store.unpublishedChanges('seoul')).length, 2)
        assert.deepEqual(await store.incident('inc-1'), closed)
      })

      it('and again when it was opened again in between', async () => {
        await using store = await openStore(await emptyUrl())
        const open = sampleIncident()
        const closed = sampleIncident({ state: 'closed', closedAt: 9000 })
        const closedAgain = sampleIncident({ state: 'closed', closedAt: 30_000 })
        await store.recordChange({ change: 'opened', incident: open }, 1000)
        const first = await store.recordChange({ change: 'closed', incident: closed }, 9000)
        await store.recordChange({ change: 'updated', incident: open }, 20_000)
        const second = await store.recordChange({ change: 'closed', incident: closedAgain }, 30_000)

        assert.notEqual(second, first)
        assert.equal(await store.recordChange({ change: 'closed', incident: closedAgain }, 31_000), second)
        assert.deepEqual(await store.incident('inc-1'), closedAgain)
        assert.deepEqual(await store.openIncidents('seoul'), [])
      })
    })

    describe('An outcome happens once', () => {
      it('places one pin for an incident and tells the second who was first', async () => {
        await using store = await openStore(await emptyUrl())
        const pin = { incident: 'inc-1', function: 'map-fire', region: 'seoul', at: 1000 }
        assert.deepEqual(await store.placePin(pin), { created: true, pin })
        assert.deepEqual(await store.placePin({ ...pin, region: 'daejeon', at: 2000 }), {
          created: false,
          pin,
        })
      })

      it('keeps one post for an incident, also when the second has another id', async () => {
        await using store = await openStore(await emptyUrl())
        assert.equal((await store.createPost(samplePost())).created, true)
        const second = await store.createPost(samplePost({ id: 'post-2' }))
        assert.deepEqual(second, { created: false, post: samplePost() })
        assert.deepEqual(await store.posts(), [samplePost()])
      })

      it('lists what came of an incident, oldest first', async () => {
        await using store = await openStore(await emptyUrl())
        await store.createPost(samplePost({ createdAt: 2000, publishedAt: 2000 }))
        await store.placePin({ incident: 'inc-1', function: 'map-fire', region: 'seoul', at: 1000 })
        assert.deepEqual(await store.outcomesOf(['inc-1', 'inc-2']), [
          {
            kind: 'pin',
            id: 'inc-1',
            incident: 'inc-1',
            function: 'map-fire',
            region: 'seoul',
            at: 1000,
            status: 'published',
          },
          {
            kind: 'post',
            id: 'post-1',
            incident: 'inc-1',
            function: 'post-fire',
            region: 'seoul',
            at: 2000,
            status: 'published',
          },
        ])
        assert.deepEqual(await store.outcomesOf([]), [])
      })
    })

    describe('A post that waits is decided once', () => {
      const waiting = samplePost({ status: 'waiting', publishedAt: null })

      it('is published at the time of its approval', async () => {
        await using store = await openStore(await emptyUrl())
        await store.createPost(waiting)
        const approved = await store.review('post-1', { decision: 'approve' }, 5000)
        assert.deepEqual(approved, { ...waiting, status: 'published', publishedAt: 5000 })
        assert.deepEqual(await store.post('post-1'), approved)
        assert.deepEqual(await store.posts({ status: 'waiting' }), [])
      })

      it('never appears once refused', async () => {
        await using store = await openStore(await emptyUrl())
        await store.createPost(waiting)
        assert.equal((await store.review('post-1', { decision: 'refuse' }, 5000)).status, 'refused')
        assert.deepEqual(await store.posts({ status: 'published' }), [])
      })

      it('goes out with the words that the reviewer gave it', async () => {
        await using store = await openStore(await emptyUrl())
        await store.createPost(waiting)
        const text = { ko: '고친 글', en: 'Words of the reviewer' }
        const approved = await store.review('post-1', { decision: 'approve', text }, 5000, ['feed'])
        assert.deepEqual([approved.text, approved.alt, approved.edited], [text, waiting.alt, true])
        assert.deepEqual((await store.delivery('inc-1.0/feed'))?.message.text, text)
      })

      it('keeps why it was refused', async () => {
        await using store = await openStore(await emptyUrl())
        await store.createPost(waiting)
        await store.review('post-1', { decision: 'refuse', reason: 'an umbrella' }, 5000)
        assert.deepEqual((await store.post('post-1'))?.refusal, { by: 'reviewer', reason: 'an umbrella' })
      })

      it('is refused as expired when nobody decides in time, and then cannot be approved', async () => {
        await using store = await openStore(await emptyUrl())
        await store.createPost({ ...waiting, expiresAt: 5000 })
        assert.deepEqual(await store.expireReviews(4999), [])
        await assert.rejects(
          store.review('post-1', { decision: 'approve' }, 5000, ['feed']),
          ReviewExpiredError,
        )
        assert.deepEqual(
          (await store.expireReviews(5000)).map(({ id, status, refusal }) => [id, status, refusal]),
          [['post-1', 'refused', { by: 'expiry', reason: null }]],
        )
        assert.deepEqual(await store.expireReviews(5000), [])
        assert.deepEqual(await store.deliveries({}), [])
      })

      it('says what it is when it waits no longer, or never was', async () => {
        await using store = await openStore(await emptyUrl())
        await store.createPost(waiting)
        await store.review('post-1', { decision: 'refuse' }, 5000)
        await assert.rejects(
          store.review('post-1', { decision: 'approve' }, 6000),
          (error) => error instanceof ReviewDecidedError && error.status === 'refused',
        )
        assert.equal((await store.post('post-1'))?.status, 'refused')
        await assert.rejects(store.review('post-9', { decision: 'approve' }, 6000), PostUnknownError)
      })
    })

    it('Points of a map are the newest, where there are more than are asked for', async () => {
      await using store = await openStore(await emptyUrl())
      for (const number of [1, 2, 3])
        await store.saveIncident(sampleIncident({ id: `inc-${number}`, openedAt: number }))
      const ids = async (limit: number) =>
        (await store.incidentPoints({ limit })).map(({ id }) => id).toSorted()
      assert.deepEqual(await ids(3), ['inc-1', 'inc-2', 'inc-3'])
      assert.deepEqual(await ids(2), ['inc-2', 'inc-3'])
    })

    describe('A page follows along by revisions', () => {
      it('gets what changed since, an incident also when only its outcomes did', async () => {
        await using store = await openStore(await emptyUrl())
        await store.saveIncident(sampleIncident())
        await store.saveIncident(sampleIncident({ id: 'inc-2' }))
        const first = await store.changedSince(0)
        assert.equal(first.incidents.length, 2)

        await store.createPost(samplePost())
        const second = await store.changedSince(first.revision)
        assert.deepEqual(second.posts, [samplePost()])
        assert.deepEqual(second.incidents, [sampleIncident()])
        assert.deepEqual(await store.changedSince(second.revision), {
          revision: second.revision,
          incidents: [],
          posts: [],
        })
      })
    })

    describe('Old incidents are forgotten', () => {
      it('with their outcomes, and with the pictures that nothing else shows', async () => {
        await using store = await openStore(await emptyUrl())
        const over = { state: 'closed', closedAt: 1000, updatedAt: 1000 } as const
        const shared = 'a'.repeat(64)
        for (const incident of [
          sampleIncident({ id: 'inc-1', ...over }),
          sampleIncident({ id: 'inc-2', ...over, evidence: shared }),
          sampleIncident({ id: 'open', updatedAt: 1000 }),
          sampleIncident({ id: 'recent', ...over, updatedAt: 9000, evidence: shared }),
        ])
          await store.saveIncident(incident)
        await store.createPost(samplePost())
        await store.recordChange(
          { change: 'closed', incident: sampleIncident({ id: 'unsaid', ...over }) },
          1000,
        )

        assert.equal((await store.prune(5000, 'knife')).incidents, 0)
        const pruned = await store.prune(5000)
        assert.equal(pruned.incidents, 2)
        // The open incident still shows the same evidence as inc-1; the photo of its post is shown by nothing.
        assert.deepEqual(pruned.evidence, ['f'.repeat(64)])
        const left = (await store.findIncidents()).map((incident) => incident.id).sort()
        assert.deepEqual(left, ['open', 'recent', 'unsaid'])
        assert.deepEqual(await store.posts(), [])
      })
    })

    describe('The outbox', () => {
      it('has a published post at once for every channel, and a waiting one when it is approved', async () => {
        await using store = await openStore(await emptyUrl())
        await store.createPost(samplePost(), ['feed', 'radio'])
        await store.createPost(samplePost({ id: 'post-1b' }), ['feed'])
        const waiting = samplePost({ id: 'post-2', incident: 'inc-2', status: 'waiting', publishedAt: null })
        await store.createPost(waiting, ['feed'])
        const ids = async () => (await store.deliveries({ state: 'due' })).map(({ id }) => id).sort()
        assert.deepEqual(await ids(), ['inc-1.0/feed', 'inc-1.0/radio'])

        await store.review('post-2', { decision: 'approve' }, 5000, ['feed'])
        assert.deepEqual(await ids(), ['inc-1.0/feed', 'inc-1.0/radio', 'inc-2.0/feed'])
        assert.equal((await store.delivery('inc-1.0/feed'))?.message.text.ko, samplePost().text.ko)
      })

      it('lets one at a time try a delivery, and tells the next whether the last may have got through', async () => {
        await using store = await openStore(await emptyUrl())
        await store.createPost(samplePost({ createdAt: 0, publishedAt: 0 }), ['feed'])
        const first = await store.claimDelivery('inc-1.0/feed', 1000, 500)
        assert.equal(first?.delivery.unsure, false)
        assert.equal(await store.claimDelivery('inc-1.0/feed', 1499, 500), undefined)

        const second = await store.claimDelivery('inc-1.0/feed', 1500, 500)
        assert.equal(second?.delivery.unsure, true)
        assert.equal(second?.delivery.attempts, 2)
        // The first comes back late: what it says of a delivery that is not its own any more counts for nothing.
        await store.releaseDelivery(first ?? assert.fail(), { unsure: false, dueAt: 9000, problem: 'late' })
        await store.releaseDelivery(second ?? assert.fail(), { unsure: false, dueAt: 2000, problem: 'busy' })
        assert.equal(await store.claimDelivery('inc-1.0/feed', 1999, 500), undefined)
        const third = await store.claimDelivery('inc-1.0/feed', 2000, 500)
        assert.equal(third?.delivery.unsure, false)
        assert.equal(third?.delivery.problem, 'busy')
      })

      it('is done with what was delivered, refused or expired', async () => {
        await using store = await openStore(await emptyUrl())
        const channels = ['a', 'b', 'c']
        await store.createPost(samplePost({ createdAt: 0, publishedAt: 0 }), channels)
        const claim = (await store.claimDelivery('inc-1.0/a', 1000, 500)) ?? assert.fail()
        await store.settleDelivered(claim, { reference: 'at://1', url: 'https://social.example/1' }, 1100)
        await store.settleUndelivered('inc-1.0/a', 'expired', 'too late', 1200)
        await store.settleUndelivered('inc-1.0/b', 'refused', 'too long', 1200)
        await store.settleUndelivered('inc-1.0/c', 'expired', 'no answer', 1200)
        const settled = await store.deliveries({ incident: 'inc-1' })
        assert.deepEqual(
          settled.map(({ state, url, problem, settledAt }) => ({ state, url, problem, settledAt })),
          [
            { state: 'delivered', url: 'https://social.example/1', problem: null, settledAt: 1100 },
            { state: 'refused', url: null, problem: 'too long', settledAt: 1200 },
            { state: 'expired', url: null, problem: 'no answer', settledAt: 1200 },
          ],
        )
        for (const channel of channels)
          assert.equal(await store.claimDelivery(`inc-1.0/${channel}`, 9000, 500), undefined)
      })

      it('remembers until when a channel wants to be left alone', async () => {
        await using store = await openStore(await emptyUrl())
        assert.equal(await store.channelPausedUntil('feed'), 0)
        await store.pauseChannel('feed', 5000)
        await store.pauseChannel('feed', 7000)
        assert.equal(await store.channelPausedUntil('feed'), 7000)
        assert.equal(await store.channelPausedUntil('radio'), 0)
      })
    })

    describe('A follow-up', () => {
      const words = (part: string) => ({ ko: part, en: part })
      const closed = sampleIncident({ state: 'closed', closedAt: sampleIncident().updatedAt + 60_000 })

      it('is told once, to every channel that was given the post', async () => {
        await using store = await openStore(await emptyUrl())
        await store.createPost(samplePost(), ['feed', 'radio'])
        const change = { id: 'inc-1.2', incident: closed }
        const told = await store.createFollowUp(change, words, 9000)
        assert.deepEqual(await store.createFollowUp(change, words, 9500), told)
        assert.equal(told?.part, 'closed')
        assert.deepEqual(await store.followUps(['inc-1']), [told])
        const due = (await store.deliveries({ state: 'due' })).map(
          ({ id, message }) => `${id} ${message.part}`,
        )
        assert.deepEqual(due.sort(), [
          'inc-1.0/feed post',
          'inc-1.0/radio post',
          'inc-1.1/feed closed',
          'inc-1.1/radio closed',
        ])
      })

      it('is not told of what nobody was told of', async () => {
        await using store = await openStore(await emptyUrl())
        await store.createPost(samplePost({ status: 'waiting', publishedAt: null }), ['feed'])
        assert.equal(await store.createFollowUp({ id: 'inc-1.2', incident: closed }, words, 9000), undefined)
        assert.deepEqual(await store.deliveries(), [])
      })
    })

    describe('An incident that is erased', () => {
      it('is gone with all that came of it, says where it was published, and does not come back', async () => {
        await using store = await openStore(await emptyUrl())
        await store.recordChange({ change: 'opened', incident: sampleIncident() }, 1000)
        const better = sampleIncident({ evidence: 'b'.repeat(64) })
        await store.recordChange({ change: 'updated', incident: better }, 2000)
        await store.createPost(samplePost({ createdAt: 0, publishedAt: 0 }), ['feed'])
        const claim = (await store.claimDelivery('inc-1.0/feed', 1000, 500)) ?? assert.fail()
        await store.settleDelivered(claim, { reference: '1', url: 'https://social.example/1' }, 1100)

        const erased = await store.erase('inc-1', 3000)
        assert.equal(erased.incidents, 1)
        assert.deepEqual(
          [...erased.evidence].sort(),
          ['b', 'e', 'f'].map((digit) => digit.repeat(64)),
        )
        assert.deepEqual(erased.published, ['https://social.example/1'])
        assert.equal(await store.isErased('inc-1'), true)

        await store.saveIncident(better)
        assert.equal(await store.recordChange({ change: 'closed', incident: better }, 4000), undefined)
        await assert.rejects(store.createPost(samplePost()), IncidentErasedError)
        const pin = { incident: 'inc-1', function: 'map-fire', region: 'seoul', at: 1000 }
        await assert.rejects(store.placePin(pin), IncidentErasedError)
        assert.equal(await store.incident('inc-1'), undefined)
        assert.deepEqual(await store.posts(), [])
        assert.deepEqual(await store.deliveries(), [])
        assert.deepEqual(await store.unpublishedChanges('seoul'), [])
      })
    })

    describe('A subscriber', () => {
      it('is found by cell, kept once by endpoint, and gone when it has unsubscribed', async () => {
        await using store = await openStore(await emptyUrl())
        const endpoint = `https://push.example/${'long'.repeat(100)}`
        const keys = { p256dh: 'p', auth: 'a' }
        const driver = { endpoint, keys, cell: 'wydm9', language: 'ko', createdAt: 1 } as const
        await store.subscribe(driver)
        await store.subscribe({ ...driver, cell: 'wydm8' })
        await store.subscribe({ ...driver, endpoint: 'https://push.example/2', cell: 'wydkz', createdAt: 2 })
        assert.deepEqual(await store.subscribersIn(['wydm9']), [])
        assert.deepEqual(await store.subscribersIn(['wydm8', 'wydm9']), [{ ...driver, cell: 'wydm8' }])
        await store.unsubscribe(endpoint)
        assert.deepEqual(await store.subscribersIn(['wydm8']), [])
      })
    })

    describe('The database of a newer version', () => {
      it('is left alone', async () => {
        const url = await newUrl()
        await (await openStore(url))[Symbol.asyncDispose]()
        const { database } = await openEngine(url)
        await database
          .insertInto('migrations')
          .values({ number: 99, name: 'from the future', applied_at: 0 })
          .execute()
        await database.destroy()
        await assert.rejects(openStore(url), StoreNewerError)
      })
    })
  })

describe('A store that cannot be opened says why', () => {
  it('names the stores there are', async () => {
    for (const url of ['/tmp/city.db', 'mongodb://db/city', 'postgres:/db'])
      await assert.rejects(openStore(url), StoreUnsupportedError)
  })

  it('does not take another kind of file for a database', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bonghwa-store-'))
    const path = join(folder, 'notes.txt')
    await writeFile(path, 'not a database, but long enough to have a header of one hundred bytes. '.repeat(4))
    await assert.rejects(openStore(`sqlite:${path}`), StoreUnopenableError)
    await rm(folder, { recursive: true })
  })

  it('says which server does not answer, without its password', async () => {
    for (const scheme of ['postgres', 'postgresql', 'mysql', 'mariadb'])
      await assert.rejects(openStore(`${scheme}://city:s%40cret%2Fx@127.0.0.1:1/city`), (error: Error) => {
        assert.ok(error instanceof StoreUnreachableError)
        assert.match(error.message, /ECONNREFUSED/)
        assert.doesNotMatch(error.message, /cret/)
        return true
      })
  })
})
