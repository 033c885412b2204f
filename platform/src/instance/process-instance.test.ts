import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { loadFunction } from '../function/load.ts'
import { eventually } from '../testing/eventually.ts'
import { ask, backendIn, isAlive, prepared, started, tools } from '../testing/run-instance.ts'
import { HandlerBrokenError, HandlerTimeoutError, InstanceGoneError } from './errors.ts'
import type { LogLine } from './instance.ts'
import type { LocalBackend } from './local-backend.ts'

const folder = mkdtempSync(join(tmpdir(), 'bonghwa-instance-'))
let backend: LocalBackend
before(async () => {
  backend = await backendIn(join(folder, 'data'))
})
after(async () => {
  await backend[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

for (const { language, manifest, skip } of tools) {
  describe(`An instance in ${language}`, { skip }, () => {
    it('handles events side by side', async () => {
      const instance = await started(backend, await prepared(backend, manifest))
      const slow = ask(instance, { waitMs: 500 })
      await ask(instance, {})
      assert.equal(instance.inFlight, 1)
      await slow
      assert.equal(instance.inFlight, 0)
      await instance.stop()
    })

    it('finishes what it has when it is stopped, takes nothing more, and ends', async () => {
      const instance = await started(backend, await prepared(backend, manifest))
      const answers = [ask(instance, { waitMs: 300 }), ask(instance, { waitMs: 500 })]
      const stopped = instance.stop()
      assert.equal(instance.state, 'draining')
      const [{ pid } = { pid: 0 }] = await Promise.all(answers)
      await stopped
      await eventually(() => assert.deepEqual([instance.pid, pid].map(isAlive), [false, false]))
      assert.equal(await instance.gone, 'stopped')
      await assert.rejects(ask(instance, {}), (error) => error instanceof InstanceGoneError && !error.begun)
    })

    it('finishes what it has on a stray SIGTERM, and ends', async () => {
      const lines: LogLine[] = []
      const instance = await started(backend, await prepared(backend, manifest), { lines })
      const answer = ask(instance, { say: 'begun', waitMs: 500 })
      await eventually(() => assert.ok(lines.some(({ line }) => line === 'begun')))
      process.kill(instance.pid, 'SIGTERM')
      const { pid } = await answer
      await instance.gone
      await eventually(() => assert.equal(isAlive(pid), false))
    })

    it('goes on after an event whose handler ended soon after its time was up', async () => {
      const instance = await started(backend, await prepared(backend, manifest))
      await assert.rejects(ask(instance, { waitMs: 600 }, 200), HandlerTimeoutError)
      assert.equal(instance.inFlight, 1)
      await eventually(() => assert.equal(instance.inFlight, 0))
      assert.equal((await ask(instance, {})).count, 2)
      await instance.stop()
    })

    it('is ended when its handler goes on after its time was up', async () => {
      const instance = await started(backend, await prepared(backend, manifest))
      const { pid } = await ask(instance, {})
      await assert.rejects(ask(instance, { waitMs: 60_000, heed: false }, 200), HandlerTimeoutError)
      assert.match(await instance.gone, /^its handler went on after its time was up/)
      await eventually(() => assert.equal(isAlive(pid), false))
    })

    it('that ends by itself tells why, with the last five lines of its log', async () => {
      const lines: LogLine[] = []
      const instance = await started(backend, await prepared(backend, manifest), { lines })
      const said = ['one', 'two', 'three', 'four', 'five', 'six'].join('\n')
      const failure = await ask(instance, { say: said, exit: 3 }).catch((error: Error) => error)
      assert.ok(failure instanceof InstanceGoneError)
      const [first, ...more] = failure.message.split('\n')
      assert.match(first ?? '', /went away \(exit code \d\)/)
      assert.equal(more.length, 5)
      assert.ok(more.includes('six') && !more.includes('one'))
      assert.equal(await instance.gone, [/exit code \d/.exec(first ?? '')?.[0], ...more].join('\n'))
      assert.equal(lines[0]?.line, 'one')
    })
  })
}

describe('An instance that cannot start', () => {
  it('tells where its handler failed', async () => {
    writeFileSync(
      join(folder, 'function.yaml'),
      'apiVersion: bonghwa.dev/v1\nkind: Function\nmetadata: { name: wrong }\nspec: { handler: ./wrong.ts }\n',
    )
    writeFileSync(join(folder, 'wrong.ts'), "console.log('reading the map')\nthrow new Error('no map')\n")
    const spec = await loadFunction(join(folder, 'function.yaml'))
    await backend.prepare(spec)
    await assert.rejects(started(backend, spec), (error: Error) => {
      assert.ok(error instanceof HandlerBrokenError)
      const [first, second, third] = error.message.split('\n')
      assert.match(first ?? '', /^"wrong" cannot start: no map\. Correct/)
      assert.equal(second, 'reading the map')
      assert.match(third ?? '', /wrong\.ts:2/)
      return true
    })
  })

  it('tells what its command said', { skip: tools[1].skip }, async () => {
    const spec = await prepared(backend, 'instances/tool-python')
    const broken = { ...spec, command: ['python3', '-c', 'import sys; print("no map"); sys.exit(2)'] }
    await assert.rejects(started(backend, broken), (error: Error) => {
      assert.ok(error instanceof HandlerBrokenError)
      assert.match(error.message, /^"tool-python" cannot start: .* ended with exit code 2\. .*\nno map/)
      return true
    })
  })
})

describe('A source', () => {
  it('ends its run by its signal when it is stopped', async () => {
    const source = await started(backend, await prepared(backend, 'functions/ticker'))
    await source.stop()
    assert.equal(isAlive(source.pid), false)
    assert.equal(await source.gone, 'stopped')
  })
})
