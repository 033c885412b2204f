import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, nothingWrong } from './fault.ts'
import type { Random } from './random.ts'

/** Mounts a small disk. @returns how to take it away again */
export function smallDisk(at: string, mebibytes: number): () => void {
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', at])
  if (mounted.status !== 0) throw new Error(`No small disk could be mounted: ${mounted.stderr}`)
  return () => void spawnSync('umount', [at])
}

/** Whether this machine lets us fill a disk, and why not. */
export function diskProblem(): string | undefined {
  return process.platform !== 'linux' || process.getuid?.() !== 0
    ? 'a small disk is mounted by root, on Linux'
    : undefined
}

/** @param disk the folder in which it is mounted */
export const diskFull = (disk: string, random: Random): Fault => ({
  kind: 'disk full',
  weight: 6,
  async strike() {
    const filler = join(disk, 'filler')
    try {
      for (;;) writeFileSync(filler, Buffer.alloc(2 ** 16), { flag: 'a' })
    } catch {
      // Now it is full.
    }
    await sleep(random.between(500, 3000))
    rmSync(filler)
    return nothingWrong
  },
})
