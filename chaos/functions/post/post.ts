// Acts once by event id, as the city's posts do: the claim and what it allows are one write, so that a kill leaves
// both or neither. Nothing but the claim keeps `posts` from holding an event twice.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { defineFunction } from '@bonghwa/platform/function'

let database: DatabaseSync | undefined

export default defineFunction(({ id, data }) => {
  database ??= open((data as { ledger: string }).ledger)
  database.exec('BEGIN IMMEDIATE')
  try {
    const claim = database.prepare('INSERT OR IGNORE INTO claims (event) VALUES (?)').run(id)
    if (Number(claim.changes) === 1)
      database.prepare('INSERT INTO posts (event, pid) VALUES (?, ?)').run(id, process.pid)
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
})

function open(ledger: string): DatabaseSync {
  const opened = new DatabaseSync(join(ledger, 'posts.db'), { timeout: 10_000 })
  opened.exec('PRAGMA synchronous = NORMAL')
  return opened
}
