// Waits as long as the event says, then appends a line to the file it names: what a test can count.
import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { defineFunction } from '@bonghwa/platform/function'

export default defineFunction(async (event, context) => {
  const { file, waitMs = 0, label } = event.data as { file?: string; waitMs?: number; label?: string }
  await sleep(waitMs)
  const line = {
    id: event.id,
    label,
    region: context.region,
    node: context.node,
    attempt: context.attempt,
    pid: process.pid,
  }
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`)
  await context.emit({ type: 'dev.bonghwa.test.done', id: `done-${event.id}`, data: { label } })
  return line
})
