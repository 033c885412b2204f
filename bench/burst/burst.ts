// Waits for something, as most handlers do.
import { setTimeout as sleep } from 'node:timers/promises'
import { defineFunction } from '@bonghwa/platform/function'

export default defineFunction(async () => {
  await sleep(50)
})
