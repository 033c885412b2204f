// Hands the event on, then writes down that it was here: a line in the ledger means that all of its work is safe.
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { defineFunction } from '@bonghwa/platform/function'

export default defineFunction(async ({ id, data }, { attempt, region, node, emit }) => {
  const { ledger, waitMs, fate } = data as { ledger: string; waitMs: number; fate?: 'throw' | 'exit' }
  await sleep(waitMs)
  if (fate === 'exit') process.exit(3)
  if (fate === 'throw') throw new Error('This event is poison.')
  await emit({ type: 'dev.bonghwa.chaos.recorded', id, data: { ledger } })
  const line = { id, attempt, region, node, pid: process.pid }
  appendFileSync(join(ledger, 'handled.jsonl'), `${JSON.stringify(line)}\n`)
})
