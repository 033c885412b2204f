import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { describe, it } from 'node:test'
import { usageOf } from './usage.ts'

const skip = existsSync('/proc/self/stat') ? false : 'needs /proc'

describe('Usage of process groups', { skip }, () => {
  it('counts the leader and whom it started, and leaves out others', async () => {
    const busy = `while (process.cpuUsage().user < 300_000); console.log('done'); setInterval(() => {}, 1000)`
    const script = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(busy)}], { stdio: 'inherit' }); setInterval(() => {}, 1000)`
    const leader = spawn(process.execPath, ['-e', script], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const pid = leader.pid ?? 0
    try {
      await once(leader.stdout, 'data')
      const usage = await usageOf(new Set([pid, 999_999_999]))
      assert.deepEqual([...usage.keys()], [pid])
      assert.ok((usage.get(pid)?.cpuSeconds ?? 0) >= 0.2, 'the child burnt 300 ms')
      assert.ok((usage.get(pid)?.memoryBytes ?? 0) > 40_000_000, 'two processes of Node')
    } finally {
      process.kill(-pid, 'SIGKILL')
    }
  })
})
