import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, it } from 'node:test'
import { sampleIncident, samplePost } from '../outcome/sample.ts'
import { PostUnknownError, ReviewDecidedError, StoreNewerError, StoreUnopenableError } from './errors.ts'
import { openStore } from './open-store.ts'

const folder = await mkdtemp(join(tmpdir(), 'bonghwa-store-'))
after(() => rm(folder, { recursive: true, force: true }))
let files = 0
const newUrl = () => `sqlite:${join(folder, `${++files}`, 'city.db')}`

describe('A store keeps incidents', () => {
  it('gives back an incident as it was written last', async () => {
    await using store = await openStore(newUrl())
    await store.saveIncident(sampleIncident())
    await store.saveIncident(sampleIncident({ frames: 12 }))

    assert.deepEqual(await store.incident('inc-1'), sampleIncident({ frames: 12 }))
    assert.equal(await store.incident('inc-2'), undefined)
  })

  it('has what was written after it was closed and opened again', async () => {
    const url = newUrl()
    {
      await using store = await openStore(url)
      await store.saveIncident(sampleIncident())
    }
    await using again = await openStore(url)
    assert.deepEqual(await again.openIncidents('seoul'), [sampleIncident()])
  })

  it('tells a watch which incidents of its own region are open', async () => {
    await using store = await openStore(newUrl())
    await store.saveIncident(sampleIncident({ id: 'young', openedAt: 2000 }))
    await store.saveIncident(sampleIncident({ id: 'old', openedAt: 1000 }))
    await store.saveIncident(sampleIncident({ id: 'over', state: 'closed', closedAt: 3000 }))
    await store.saveIncident(sampleIncident({ id: 'elsewhere', region: 'daejeon' }))

    const ids = (await store.openIncidents('seoul')).map((incident) => incident.id)
    assert.deepEqual(ids, ['old', 'young'])
  })

  it('finds them by label, region, state, time and bounding box, newest first', async () => {
    await using store = await openStore(newUrl())
    const daejeon = { latitude: 36.35, longitude: 127.38 }
    await store.saveIncident(sampleIncident({ id: 'a', openedAt: 1000, label: 'fire' }))
    await store.saveIncident(sampleIncident({ id: 'b', openedAt: 2000, label: 'knife' }))
    await store.saveIncident(sampleIncident({ id: 'c', openedAt: 3000, region: 'daejeon', place: daejeon }))
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
    await using store = await openStore(newUrl())
    const first = await store.recordChange({ change: 'opened', incident: sampleIncident() }, 1000)
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
    await using store = await openStore(newUrl())
    const open = sampleIncident()
    const closed = sampleIncident({ state: 'closed', closedAt: 9000 })
    const opened = await store.recordChange({ change: 'opened', incident: open }, 1000)
    const closing = await store.recordChange({ change: 'closed', incident: closed }, 9000)

    assert.equal(await store.recordChange({ change: 'opened', incident: open }, 10_000), opened)
    assert.equal(await store.recordChange({ change: 'closed', incident: closed }, 11_000), closing)
    assert.equal((await store.unpublishedChanges('seoul')).length, 2)
    assert.deepEqual(await store.incident('inc-1'), closed)
  })
})

describe('An outcome happens once', () => {
  it('places one pin for an incident and tells the second who was first', async () => {
    await using store = await openStore(newUrl())
    const pin = { incident: 'inc-1', function: 'map-fire', region: 'seoul', at: 1000 }
    assert.deepEqual(await store.placePin(pin), { created: true, pin })
    assert.deepEqual(await store.placePin({ ...pin, region: 'daejeon', at: 2000 }), { created: false, pin })
  })

  it('keeps one post for an incident, also when the second has another id', async () => {
    await using store = await openStore(newUrl())
    assert.equal((await store.createPost(samplePost())).created, true)
    const second = await store.createPost(samplePost({ id: 'post-2' }))
    assert.deepEqual(second, { created: false, post: samplePost() })
    assert.deepEqual(await store.posts(), [samplePost()])
  })

  it('lists what came of an incident, oldest first', async () => {
    await using store = await openStore(newUrl())
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
    await using store = await openStore(newUrl())
    await store.createPost(waiting)
    const approved = await store.review('post-1', 'approve', 5000)
    assert.deepEqual(approved, { ...waiting, status: 'published', publishedAt: 5000 })
    assert.deepEqual(await store.post('post-1'), approved)
    assert.deepEqual(await store.posts({ status: 'waiting' }), [])
  })

  it('never appears once refused', async () => {
    await using store = await openStore(newUrl())
    await store.createPost(waiting)
    assert.equal((await store.review('post-1', 'refuse', 5000)).status, 'refused')
    assert.deepEqual(await store.posts({ status: 'published' }), [])
  })

  it('says what it is when it waits no longer, or never was', async () => {
    await using store = await openStore(newUrl())
    await store.createPost(waiting)
    await store.review('post-1', 'refuse', 5000)
    await assert.rejects(
      store.review('post-1', 'approve', 6000),
      (error) => error instanceof ReviewDecidedError && error.status === 'refused',
    )
    assert.equal((await store.post('post-1'))?.status, 'refused')
    await assert.rejects(store.review('post-9', 'approve', 6000), PostUnknownError)
  })
})

describe('A page follows along by revisions', () => {
  it('gets what changed since, an incident also when only its outcomes did', async () => {
    await using store = await openStore(newUrl())
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
    await using store = await openStore(newUrl())
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
    await store.recordChange({ change: 'closed', incident: sampleIncident({ id: 'unsaid', ...over }) }, 1000)

    const pruned = await store.prune(5000)
    assert.equal(pruned.incidents, 2)
    // The open incident still shows the same evidence as inc-1; the photo of its post is shown by nothing.
    assert.deepEqual(pruned.evidence, ['f'.repeat(64)])
    const left = (await store.findIncidents()).map((incident) => incident.id).sort()
    assert.deepEqual(left, ['open', 'recent', 'unsaid'])
    assert.deepEqual(await store.posts(), [])
  })
})

describe('What cannot be opened says why', () => {
  it('names the stores there are', async () => {
    await assert.rejects(openStore('postgres://city:secret@db/city'), (error: Error) => {
      assert.match(error.message, /this version knows sqlite: alone/)
      assert.doesNotMatch(error.message, /secret/)
      return true
    })
    await assert.rejects(openStore('/tmp/city.db'), { code: 'BONGHWA_STORE_UNSUPPORTED' })
  })

  it('does not take another kind of file for a database', async () => {
    const path = join(folder, 'notes.txt')
    await writeFile(path, 'not a database, but long enough to have a header of one hundred bytes. '.repeat(4))
    await assert.rejects(openStore(`sqlite:${path}`), StoreUnopenableError)
  })

  it('leaves the database of a newer version alone', async () => {
    const url = newUrl()
    await (await openStore(url))[Symbol.asyncDispose]()
    const raw = new DatabaseSync(url.slice('sqlite:'.length))
    raw.exec("insert into migrations values (99, 'from the future', 0)")
    raw.close()
    await assert.rejects(openStore(url), StoreNewerError)
  })
})
