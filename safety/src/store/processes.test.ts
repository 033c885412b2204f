import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { samplePost } from '../outcome/sample.ts'
import { storeServers } from '../testing/store-servers.ts'
import { migrations } from './migrations.ts'
import { openEngine } from './open-engine.ts'
import { openStore } from './open-store.ts'

const servers = await storeServers()
after(async () => {
  for (const server of servers) await server[Symbol.asyncDispose]()
})

for (const { name: kind, skip, newUrl } of servers)
  describe(`Several processes share a store in ${kind}`, { skip }, () => {
    it('of three that race for every pin and post one is first, and no change is lost', async () => {
      const url = await newUrl()
      const rounds = 8
      const names = ['seoul', 'daejeon', 'busan']
      const reports = await race(names.map((name) => [url, name, String(rounds)]))

      const total = (count: (report: Report) => number) => reports.map(count).reduce((sum, n) => sum + n)
      assert.equal(
        total((report) => report.pins),
        rounds,
      )
      assert.equal(
        total((report) => report.posts),
        rounds,
      )
      assert.equal(
        total((report) => report.claims),
        rounds,
      )

      await using store = await openStore(url)
      assert.equal((await store.posts({ limit: 1000 })).length, rounds)
      for (const [index, name] of names.entries()) {
        const recorded = (await store.unpublishedChanges(name)).map((change) => change.id)
        assert.deepEqual(recorded, reports[index]?.changes)
      }
      assert.equal(await migrationsOf(url), migrations.length)
    })

    it('finds the change of a watch that was killed before it could publish', async () => {
      const url = await newUrl()
      const child = fork(join(import.meta.dirname, 'fixtures/killed-watch.ts'), [url])
      const [, signal] = await once(child, 'exit')
      assert.equal(signal, 'SIGKILL')

      await using store = await openStore(url)
      const changes = await store.unpublishedChanges('seoul')
      assert.deepEqual(
        changes.map(({ id, change }) => ({ id, change })),
        [{ id: 'inc-1.1', change: 'opened' }],
      )
      assert.equal((await store.openIncidents('seoul')).length, 1)
    })

    it('has of a reviewer who was killed whole decisions only', async () => {
      const url = await newUrl()
      await using store = await openStore(url)
      const count = 200
      for (let number = 0; number < count; number++) {
        const changes = { id: `post-${number}`, incident: `inc-${number}`, status: 'waiting' } as const
        await store.createPost(samplePost({ ...changes, publishedAt: null }))
      }
      const child = fork(join(import.meta.dirname, 'fixtures/killed-reviewer.ts'), [url, String(count)])
      const exit = once(child, 'exit')
      await once(child, 'message')
      // Somewhere in the middle.
      while ((await store.posts({ status: 'published', limit: 1000 })).length < 5);
      child.kill('SIGKILL')
      await exit

      const posts = await store.posts({ limit: 1000 })
      const approved = posts.filter(({ status }) => status === 'published')
      assert.equal(posts.filter(({ status }) => status === 'waiting').length, count - approved.length)
      assert.ok(approved.every(({ id, text, edited }) => edited && text.en === `edited ${id.slice(5)}`))
      const deliveries = await store.deliveries({ limit: 10 * count })
      assert.deepEqual(
        deliveries.map(({ incident }) => incident).toSorted(),
        approved.flatMap(({ incident }) => [incident, incident]).toSorted(),
      )
      assert.ok(
        deliveries.every(({ message, incident }) => message.text.en === `edited ${incident.slice(4)}`),
      )
    })

    it('runs no migration twice', async () => {
      const url = await newUrl()
      await using first = await openStore(url)
      await using second = await openStore(url)
      assert.notEqual(first, second)
      assert.equal(await migrationsOf(url), migrations.length)
    })
  })

interface Report {
  readonly pins: number
  readonly posts: number
  /** Deliveries of which it was the first to be given the claim. */
  readonly claims: number
  readonly changes: readonly string[]
}

/** Runs a writer for each list of arguments; all start at once, so that they also race to make the tables. */
async function race(writers: readonly string[][]): Promise<Report[]> {
  const children = writers.map((args) => fork(join(import.meta.dirname, 'fixtures/racing-writer.ts'), args))
  await Promise.all(children.map((child) => once(child, 'message')))
  return Promise.all(
    children.map(async (child) => {
      const answer = once(child, 'message')
      const exit = once(child, 'exit')
      child.send('start')
      const [report] = await answer
      assert.deepEqual(await exit, [0, null])
      return report as Report
    }),
  )
}

async function migrationsOf(url: string): Promise<number> {
  const { database } = await openEngine(url)
  const rows = await database.selectFrom('migrations').select('number').execute()
  await database.destroy()
  return rows.length
}
