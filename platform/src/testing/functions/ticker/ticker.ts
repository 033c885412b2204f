// Ticks once at its start with its process id, and repeats what it hears.
import { setTimeout as sleep } from 'node:timers/promises'
import { defineSource } from '@bonghwa/platform/function'

export default defineSource({
  async run({ emit, signal, node }) {
    await emit({ type: 'dev.bonghwa.test.started', data: { pid: process.pid, node } })
    await sleep(3_600_000, undefined, { signal }).catch(() => {})
  },
  async on(event, { emit }) {
    await emit({ type: 'dev.bonghwa.test.heard', data: { id: event.id } })
  },
})
