import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { eventually } from '../testing/eventually.ts'
import { ask, backendIn, prepared, started, tools } from '../testing/run-instance.ts'
import { InstanceGoneError } from './errors.ts'
import { limitFiles } from './limit-files.ts'
import { ownGroups } from './own-groups.ts'
import { resourceGroups } from './resource-groups.ts'

const folder = mkdtempSync(join(tmpdir(), 'bonghwa-limits-'))
after(() => rmSync(folder, { recursive: true }))

describe('The limits of a function', () => {
  it('are written as version 1 and version 2 of control groups have them', () => {
    const written = (version: 1 | 2, limits: { cpuCores?: number; memoryBytes?: number }) =>
      (['cpu', 'memory'] as const).flatMap((controller) =>
        limitFiles(controller, version, limits).map(({ name, value }) => `${name} ${value}`),
      )
    assert.deepEqual(written(1, { cpuCores: 0.25, memoryBytes: 67_108_864 }), [
      'cpu.cfs_period_us 100000',
      'cpu.cfs_quota_us 25000',
      'memory.limit_in_bytes 67108864',
      'memory.memsw.limit_in_bytes 67108864',
    ])
    assert.deepEqual(written(2, { cpuCores: 1.5, memoryBytes: 67_108_864 }), [
      'cpu.max 150000 100000',
      'memory.max 67108864',
      'memory.swap.max 0',
      'memory.oom.group 1',
    ])
    assert.deepEqual(written(2, { cpuCores: 0.001 }), ['cpu.max 1000 100000'])
    assert.deepEqual(written(1, {}), [])
  })

  for (const { language, manifest, skip } of tools) {
    it(`in ${language} end it when it takes more memory, which it is told`, {
      skip: skip || forbidden(),
    }, async () => {
      await using backend = await backendIn(folder)
      const spec = await prepared(backend, manifest)
      const limited = { ...spec, resources: { memoryBytes: 96 * 2 ** 20, accelerators: {} } }
      if (spec.handler !== undefined) await backend.prepare(limited)
      const instance = await started(backend, limited)
      assert.equal((await ask(instance, { allocateMiB: 1 })).count, 1)
      await assert.rejects(ask(instance, { allocateMiB: 200 }), (error: Error) => {
        assert.ok(error instanceof InstanceGoneError)
        assert.match(error.message, /went away \(it used more than its memory limit of 96 MiB\)/)
        return true
      })
      assert.match(await instance.gone, /^it used more than its memory limit of 96 MiB/)
    })
  }

  it('hold for its process from the first event on, and go with it', { skip: forbidden() }, async () => {
    await using backend = await backendIn(folder)
    const spec = await prepared(backend)
    const limited = { ...spec, resources: { cpuCores: 0.5, memoryBytes: 512 * 2 ** 20, accelerators: {} } }
    await backend.prepare(limited)
    const instance = await started(backend, limited)
    const groups = groupsOf(instance.pid)
    assert.notEqual(groups.length, 0)
    const files = groups
      .flatMap((group) => [`${group}/cpu.cfs_quota_us`, `${group}/cpu.max`])
      .filter(existsSync)
    assert.deepEqual(
      files.map((file) => Number.parseInt(readFileSync(file, 'utf8'), 10)),
      [50_000],
    )
    await instance.stop()
    await eventually(() => assert.deepEqual(groupsOf(instance.pid), []))
  })

  it('leave no group behind, even of a platform that was killed', { skip: forbidden() }, async () => {
    const platform = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { resourceGroups } from ${JSON.stringify(join(import.meta.dirname, 'resource-groups.ts'))}
       resourceGroups().hold(process.pid, { cpuCores: 1 })
       setInterval(() => {}, 1000)`,
    ])
    const pid = platform.pid ?? 0
    await eventually(() => assert.notEqual(groupsOf(pid).length, 0))
    platform.kill('SIGKILL')
    await eventually(() => assert.notEqual(platform.signalCode, null))
    await resourceGroups().close()
    await eventually(() => assert.deepEqual(groupsOf(pid), []))
  })
})

/** Groups that were made for a process, in every tree. */
function groupsOf(pid: number): string[] {
  return trees().flatMap((tree) => globSync(join(tree, `**/bonghwa-*/${pid}`)))
}

function trees(): string[] {
  const own = ownGroups(
    readFileSync('/proc/self/mountinfo', 'utf8'),
    readFileSync('/proc/self/cgroup', 'utf8'),
  )
  return [...new Set(Object.values(own).map(({ root }) => root))]
}

/** For `skip`: why no group can be made here. */
function forbidden(): string | false {
  try {
    void resourceGroups().close()
    return false
  } catch (error) {
    return (error as Error).message
  }
}
