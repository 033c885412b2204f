import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../testing/eventually.ts'
import { ask, backendIn, isAlive, prepared, started, tools } from '../testing/run-instance.ts'
import { InstanceGoneError } from './errors.ts'
import type { LogLine } from './instance.ts'
import type { LocalBackend, LocalBackendOptions } from './local-backend.ts'

const folder = mkdtempSync(join(tmpdir(), 'bonghwa-instance-'))
after(() => rmSync(folder, { recursive: true }))

const opened = (options: Partial<LocalBackendOptions> = {}) =>
  backendIn(folder, { frozen: { perNode: 2, seconds: 600 }, ...options })
const frozen = (backend: LocalBackend) => backend.nodes().map((node) => node.frozen)

/** As `ps` tells it: T is stopped. */
const stateOf = (pid: number) =>
  execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).charAt(0)

for (const { language, manifest, skip } of tools) {
  describe(`An idle function in ${language}`, { skip }, () => {
    it('is stopped with all its processes, and goes on where it was at its next event', async () => {
      await using backend = await opened()
      const spec = await prepared(backend, manifest)
      const first = await started(backend, spec)
      const before = await ask(first, {})
      await first.stop()
      assert.equal(await first.gone, 'frozen')
      // The signal is given: a thread that runs on the other core stops when it gets there.
      await eventually(() => assert.deepEqual([stateOf(first.pid), stateOf(before.pid)], ['T', 'T']))
      assert.deepEqual(frozen(backend), [1])
      // Longer than the server in Python keeps a connection.
      await sleep(500)

      const second = await started(backend, spec)
      assert.equal(second.tier, 'frozen')
      assert.notEqual(second.id, first.id)
      const { pid, count } = await ask(second, {})
      assert.deepEqual({ pid, count }, { pid: before.pid, count: 2 })
      assert.deepEqual(frozen(backend), [0])
    })

    it('finishes its work before it is stopped', async () => {
      await using backend = await opened()
      const instance = await started(backend, await prepared(backend, manifest))
      const answer = ask(instance, { waitMs: 300 })
      const stopped = instance.stop()
      assert.equal(instance.state, 'draining')
      assert.equal((await answer).count, 1)
      await stopped
      assert.deepEqual(frozen(backend), [1])
    })

    it('ends instead where nothing may be frozen, with its work done', async () => {
      await using backend = await opened({ frozen: { perNode: 0, seconds: 600 } })
      const instance = await started(backend, await prepared(backend, manifest))
      const answer = ask(instance, { waitMs: 300 })
      await instance.stop()
      const { pid } = await answer
      await eventually(() => assert.deepEqual([instance.pid, pid].map(isAlive), [false, false]))
    })
  })
}

describe('A frozen process', () => {
  it('serves only its function and its region', async () => {
    await using backend = await opened()
    const spec = await prepared(backend)
    await (await started(backend, spec)).stop()
    assert.equal((await started(backend, spec, { region: 'daejeon' })).tier, 'cold')
    assert.equal((await started(backend, await prepared(backend))).tier, 'cold')
    assert.equal((await started(backend, spec)).tier, 'frozen')
  })

  it('is found on whichever node of the region has it', async () => {
    await using backend = await opened({
      nodes: ['seoul-1', 'seoul-2'].map((name) => ({ name, region: 'seoul' })),
    })
    const spec = await prepared(backend)
    const [one, two] = [await started(backend, spec), await started(backend, spec)]
    assert.notEqual(one.node, two.node)
    await two.stop()
    await one.stop()
    const nodes = new Set([(await started(backend, spec)).node, (await started(backend, spec)).node])
    assert.deepEqual([...nodes].toSorted(), ['seoul-1', 'seoul-2'])
    assert.deepEqual(frozen(backend), [0, 0])
  })

  it('is ended for a newer one when there are too many', async () => {
    await using backend = await opened({ frozen: { perNode: 1, seconds: 600 } })
    const spec = await prepared(backend)
    const [older, newer] = [await started(backend, spec), await started(backend, spec)]
    await older.stop()
    await newer.stop()
    await eventually(() => assert.equal(isAlive(older.pid), false))
    assert.deepEqual(frozen(backend), [1])
    assert.equal((await started(backend, spec)).pid, newer.pid)
  })

  it('is ended when its time is up', async () => {
    await using backend = await opened({ frozen: { perNode: 1, seconds: 0.1 } })
    const instance = await started(backend, await prepared(backend))
    await instance.stop()
    await eventually(() => assert.equal(isAlive(instance.pid), false))
    assert.deepEqual(frozen(backend), [0])
  })

  it('that dies is forgotten', async () => {
    await using backend = await opened()
    const spec = await prepared(backend)
    const instance = await started(backend, spec)
    await instance.stop()
    process.kill(instance.pid, 'SIGKILL')
    await eventually(() => assert.deepEqual(frozen(backend), [0]))
    const next = await started(backend, spec)
    assert.equal(next.tier, 'cold')
    assert.equal((await ask(next, {})).count, 1)
  })

  it('fails as a lost instance when its death is not known yet', async () => {
    await using backend = await opened()
    const spec = await prepared(backend)
    await (await started(backend, spec)).stop()
    const thawed = await started(backend, spec)
    process.kill(thawed.pid, 'SIGKILL')
    await assert.rejects(ask(thawed, {}), InstanceGoneError)
  })

  it('ends with its node, and with the platform', async () => {
    const backend = await opened()
    const spec = await prepared(backend)
    const first = await started(backend, spec)
    await first.stop()
    backend.killNode('seoul-1')
    assert.deepEqual(frozen(backend), [0])
    await eventually(() => assert.equal(isAlive(first.pid), false))
    backend.startNode('seoul-1')
    const second = await started(backend, spec)
    await second.stop()
    await backend[Symbol.asyncDispose]()
    assert.equal(isAlive(second.pid), false)
  })

  it('does what was due meanwhile once it is thawed, and no line of its log is lost', async () => {
    await using backend = await opened()
    const lines: LogLine[] = []
    const spec = await prepared(backend)
    const instance = await started(backend, spec)
    await ask(instance, { sayLater: { line: 'late', afterMs: 100 } })
    await instance.stop()
    await sleep(300)
    const next = await started(backend, spec, { lines })
    await eventually(() => assert.equal(lines.find(({ line }) => line === 'late')?.instance, next.id))
  })

  it('is no longer moved by the instance that it was', async () => {
    await using backend = await opened()
    const spec = await prepared(backend)
    const old = await started(backend, spec)
    await old.stop()
    await assert.rejects(ask(old, {}), InstanceGoneError)
    const next = await started(backend, spec)
    old.kill()
    assert.equal((await ask(next, {})).pid, old.pid)
  })

  it('is none of a source', async () => {
    await using backend = await opened()
    const source = await started(backend, await prepared(backend, 'functions/ticker'))
    await source.stop()
    assert.equal(isAlive(source.pid), false)
    assert.deepEqual(frozen(backend), [0])
  })

  it('leaves the stand-by processes as many as they were', async () => {
    await using backend = await opened({ standby: 1 })
    const standby = () => backend.nodes().map((node) => node.standby)
    const spec = await prepared(backend)
    await eventually(() => assert.deepEqual(standby(), [1]))
    const first = await started(backend, spec)
    assert.equal(first.tier, 'stand-by')
    await eventually(() => assert.deepEqual(standby(), [1]))
    await first.stop()
    assert.equal((await started(backend, spec)).tier, 'frozen')
    assert.deepEqual(standby(), [1])
  })

  it('does not outlive a platform that is killed with -9, and neither does an endless loop', async () => {
    const script = join(import.meta.dirname, '../testing/freeze-until-killed.ts')
    const platform = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(createInterface({ input: platform.stdout }), 'line')
    const pids = JSON.parse(line) as number[]
    assert.deepEqual(pids.map(isAlive), [true, true])
    platform.kill('SIGKILL')
    await eventually(() => assert.deepEqual(pids.map(isAlive), [false, false]))
  })
})
