import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { it } from 'node:test'
import { eventually } from '../testing/eventually.ts'
import { groupCommit } from './group-commit.ts'

it('Writes that cannot be committed are all taken back, and their writers hear of it after it was told', async () => {
  const database = new DatabaseSync(':memory:')
  database.exec(`
    CREATE TABLE parent (id INTEGER PRIMARY KEY);
    CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
  `)
  const rows = () => database.prepare('SELECT count(*) AS count FROM parent').get()?.count
  const seen: unknown[] = []
  const group = groupCommit(database, () => seen.push(rows()))
  const good = group.write(() => database.exec('INSERT INTO parent VALUES (1)'))
  const bad = group.write(() => database.exec('INSERT INTO child VALUES (2)'))
  assert.equal(rows(), 1)
  await assert.rejects(good.committed, /FOREIGN KEY/)
  await assert.rejects(bad.committed, /FOREIGN KEY/)
  assert.deepEqual(seen, [0])
  await group.write(() => database.exec('INSERT INTO parent VALUES (1)')).committed
  assert.equal(rows(), 1)
})

it('Only writes that somebody waits for are synced, with all that was written before them', async () => {
  const database = new DatabaseSync(':memory:')
  database.exec('CREATE TABLE done (id INTEGER)')
  const group = groupCommit(database, () => {})
  const insert = () => database.prepare('INSERT INTO done VALUES (1)').run().changes
  const levels = { normal: 1, full: 2 }
  const level = () => database.prepare('PRAGMA synchronous').get()?.synchronous

  assert.equal(group.writeUnsynced(insert), 1)
  assert.equal(level(), levels.normal)
  const { committed } = group.write(insert)
  assert.equal(level(), levels.full)
  group.writeUnsynced(insert)
  assert.equal(level(), levels.full)
  await committed
  assert.equal(database.isTransaction, false)
  assert.equal(database.prepare('SELECT count(*) AS count FROM done').get()?.count, 3)
})

it('What must be written is written once there is room again, though nobody asks', async () => {
  const database = new DatabaseSync(':memory:')
  database.exec('CREATE TABLE done (id INTEGER, filling TEXT)')
  const pages = () => Number(database.prepare('PRAGMA page_count').get()?.page_count)
  const ids = () =>
    database
      .prepare('SELECT id FROM done ORDER BY id')
      .all()
      .map(({ id }) => id)
  let changes = 0
  const group = groupCommit(database, () => changes++)
  const insert = (id: number) => () =>
    database.prepare('INSERT INTO done VALUES (?, ?)').run(id, 'x'.repeat(8000))

  database.exec(`PRAGMA max_page_count = ${pages()}`)
  assert.equal(group.writeSurely(insert(1)), undefined)
  assert.throws(() => group.write(insert(2)), /full/)
  assert.throws(() => group.writeUnsynced(insert(3)), /full/)
  database.exec('PRAGMA max_page_count = 1000')
  await eventually(() => assert.deepEqual(ids(), [1]))
  assert.ok(changes > 0)
})
