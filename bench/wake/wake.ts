// Says when it was entered.
import { defineFunction, preciseNow } from '@bonghwa/platform/function'
import { sharedClock } from './clock.ts'

export default defineFunction(async (event, { emit }) => {
  const entered = { at: preciseNow(), clock: sharedClock() }
  await emit({ type: 'dev.bonghwa.bench.entered', subject: event.id, data: entered })
})
