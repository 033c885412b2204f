import { setTimeout as sleep } from 'node:timers/promises'
import { defineFunction } from '@bonghwa/platform/function'

export default defineFunction(async (event, context) => {
  const { parcel, grams } = event.data as { parcel: string; grams?: number }
  await sleep(100)
  if (grams === undefined) throw new Error(`${parcel} has no weight`)
  context.log(`${parcel} weighs ${grams} g`)
})
