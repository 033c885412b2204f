// Says when it was entered.
import { defineFunction, preciseNow } from '@bonghwa/platform/function'

export default defineFunction(async (event, { emit }) => {
  await emit({ type: 'dev.bonghwa.bench.entered', subject: event.id, data: { at: preciseNow() } })
})
