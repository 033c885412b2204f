// Never finishes, but heeds its signal.
import { setTimeout as sleep } from 'node:timers/promises'
import { defineFunction } from '@bonghwa/platform/function'

export default defineFunction(async (_event, { signal }) => {
  await sleep(60_000, undefined, { signal })
})
