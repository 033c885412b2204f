// Does what its event says, and tells in which process and how often it did.
import { setTimeout as sleep } from 'node:timers/promises'
import { defineFunction } from '@bonghwa/platform/function'

let count = 0

interface Orders {
  readonly say?: string
  readonly sayLater?: { readonly line: string; readonly afterMs: number }
  readonly waitMs?: number
  readonly heed?: boolean
  readonly block?: boolean
  readonly allocateMiB?: number
  readonly exit?: number
}

export default defineFunction(async (event, { signal }) => {
  const { say, sayLater, waitMs, heed = true, block, allocateMiB = 0, exit } = event.data as Orders
  count++
  if (say !== undefined) console.log(say)
  if (sayLater) setTimeout(() => console.log(sayLater.line), sayLater.afterMs)
  const held = Array.from({ length: allocateMiB }, () => Buffer.alloc(2 ** 20, 1))
  while (block) {
    // Until killed.
  }
  if (exit !== undefined) process.exit(exit)
  if (waitMs !== undefined) await sleep(waitMs, undefined, heed ? { signal } : {})
  return { pid: process.pid, count, held: held.length }
})
