import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { traceStore } from './trace-store.ts'

describe('The trace store', () => {
  it('gives the spans of a trace by their start', () => {
    using traces = traceStore(undefined)
    traces.add({ traceId: 'a', name: 'handled', startedAt: 20, endedAt: 30 })
    traces.add({ traceId: 'b', name: 'handled', startedAt: 1, endedAt: 2 })
    traces.add({ traceId: 'a', name: 'queued', startedAt: 10, endedAt: 20 })
    assert.deepEqual(
      traces.spans('a').map(({ name }) => name),
      ['queued', 'handled'],
    )
  })

  it('has the whole of a kept trace after a restart, what came before the keeping included', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bonghwa-traces-'))
    const file = join(folder, 'traces.db')
    const now = Date.now()
    {
      using traces = traceStore(file)
      traces.add({ traceId: 'a', name: 'queued', startedAt: now, endedAt: now })
      traces.add({ traceId: 'forgotten', name: 'queued', startedAt: now, endedAt: now })
      traces.keep('a')
      traces.add({ traceId: 'a', name: 'handled', startedAt: now + 1, endedAt: now + 2, tier: 'stand-by' })
    }
    using traces = traceStore(file)
    assert.deepEqual(
      traces.spans('a').map(({ name }) => name),
      ['queued', 'handled'],
    )
    assert.equal(traces.spans('a')[1]?.tier, 'stand-by')
    assert.deepEqual(traces.spans('forgotten'), [])
    rmSync(folder, { recursive: true })
  })

  it('lives on when its file cannot be written, and writes what waited once it can', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bonghwa-traces-'))
    const file = join(folder, 'traces.db')
    const now = Date.now()
    using traces = traceStore(file)
    using other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')
    traces.add({ traceId: 'a', name: 'queued', startedAt: now, endedAt: now })
    traces.keep('a')
    assert.deepEqual(traces.spans('a'), [])
    other.exec('ROLLBACK')
    assert.equal(traces.spans('a').length, 1)
    rmSync(folder, { recursive: true })
  })

  it('forgets the oldest of the traces that nobody asked to keep', () => {
    using traces = traceStore(undefined, { recentTraces: 2 })
    for (const traceId of ['a', 'b', 'c']) traces.add({ traceId, name: 'queued', startedAt: 1, endedAt: 2 })
    assert.deepEqual(traces.spans('a'), [])
    assert.equal(traces.spans('c').length, 1)
  })

  it('forgets the oldest spans on disk beyond its bound', () => {
    const now = Date.now()
    using traces = traceStore(undefined, { keptSpans: 3 })
    for (const traceId of ['a', 'b']) {
      traces.keep(traceId)
      for (const at of [0, 1]) traces.add({ traceId, name: 'queued', startedAt: now + at, endedAt: now + at })
    }
    assert.equal(traces.spans('a').length, 1)
    assert.equal(traces.spans('b').length, 2)
  })
})
