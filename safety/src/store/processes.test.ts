import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, it } from 'node:test'
import { openStore } from './open-store.ts'

const folder = await mkdtemp(join(tmpdir(), 'bonghwa-processes-'))
after(() => rm(folder, { recursive: true, force: true }))

describe('Several processes share a store', () => {
  it('of three that race for every pin and post one is first, and no change is lost', async () => {
    const path = join(folder, 'race.db')
    const rounds = 25
    const names = ['seoul', 'daejeon', 'busan']
    const reports = await race(names.map((name) => [`sqlite:${path}`, name, String(rounds)]))

    const total = (count: (report: Report) => number) => reports.map(count).reduce((sum, n) => sum + n)
    assert.equal(
      total((report) => report.pins),
      rounds,
    )
    assert.equal(
      total((report) => report.posts),
      rounds,
    )

    await using store = await openStore(`sqlite:${path}`)
    assert.equal((await store.posts({ limit: 1000 })).length, rounds)
    for (const [index, name] of names.entries()) {
      const recorded = (await store.unpublishedChanges(name)).map((change) => change.id)
      assert.deepEqual(recorded, reports[index]?.changes)
    }
    assert.equal(migrationsOf(path), 1)
  })

  it('finds the change of a watch that was killed before it could publish', async () => {
    const url = `sqlite:${join(folder, 'killed.db')}`
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

  it('runs no migration twice', async () => {
    const path = join(folder, 'twice.db')
    await using first = await openStore(`sqlite:${path}`)
    await using second = await openStore(`sqlite:${path}`)
    assert.notEqual(first, second)
    assert.equal(migrationsOf(path), 1)
  })
})

interface Report {
  readonly pins: number
  readonly posts: number
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

function migrationsOf(path: string): number {
  const raw = new DatabaseSync(path, { readOnly: true })
  const row = raw.prepare('select count(*) as applied from migrations').get()
  raw.close()
  return Number(row?.applied)
}
