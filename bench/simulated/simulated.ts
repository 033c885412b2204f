// Takes as long as its event says, and gives when it was entered, by a clock that all processes share.
import { setTimeout as sleep } from 'node:timers/promises'
import { defineFunction } from '@bonghwa/platform/function'
import { sharedClock } from '../wake/clock.ts'

export default defineFunction(async (event, { emit }) => {
  const clock = sharedClock()
  await sleep((event.data as { handlingMs: number }).handlingMs)
  await emit({ type: 'dev.bonghwa.bench.entered', subject: event.id, data: { clock } })
})
