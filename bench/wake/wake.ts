// Says when it was entered.
import { defineFunction } from '@bonghwa/platform/function'
import { sharedClock } from './clock.ts'

export default defineFunction(async (event, { emit }) => {
  const clock = sharedClock()
  await emit({ type: 'dev.bonghwa.bench.entered', subject: event.id, data: { clock } })
})
