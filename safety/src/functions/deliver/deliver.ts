import { defineFunction } from '@bonghwa/platform/function'
import type { Channel } from '../../channel/channel.ts'
import { openChannel } from '../../channel/open-channel.ts'
import { openEvidence } from '../../store/evidence.ts'
import { openStore } from '../../store/open-store.ts'
import { cityEnvironment } from '../environment.ts'
import { deliveryDue, deliveryIn } from '../messages.ts'
import { deliverMessage } from './deliver-message.ts'

const { city, store: storeUrl, evidence: location } = cityEnvironment()
const store = await openStore(storeUrl)
const evidence = openEvidence(location)
let channel: Channel | undefined

/** One function for each channel of the city: what one of them suffers, the others do not. */
export default defineFunction(async (event, context) => {
  const { secrets } = context
  channel ??= openChannel(settingsOf(process.env.CITY_CHANNEL), secrets)
  const id = deliveryIn(event)
  const next = await deliverMessage(id, {
    store,
    evidence,
    channel,
    secrets: Object.values(secrets),
    signal: context.signal,
  })
  const { state, url, problem } = (await store.delivery(id)) ?? {}
  context.log('a message of the outbox', { id, state, url, problem })
  for (const delivery of next) await context.emit(deliveryDue(delivery))
})

function settingsOf(name: string | undefined) {
  const settings = city.channels.find((each) => each.name === name)
  if (settings === undefined)
    throw new TypeError(`CITY_CHANNEL is ${name}, and the city has no such channel.`)
  return settings
}
