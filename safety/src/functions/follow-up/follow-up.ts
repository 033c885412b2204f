import { defineFunction } from '@bonghwa/platform/function'
import { followUpText } from '../../outcome/follow-up-text.ts'
import { openStore } from '../../store/open-store.ts'
import { cityEnvironment } from '../environment.ts'
import { DeliveryPendingError } from '../errors.ts'
import { deliveryDue, eventTypes, incidentIn } from '../messages.ts'
import { titlesOf } from '../titles.ts'

const { city, store: storeUrl } = cityEnvironment()
const store = await openStore(storeUrl)

export default defineFunction(async (event, context) => {
  const incident = incidentIn(event)
  if (await store.isErased(incident.id)) return
  const facts = { incident, ...titlesOf(city, incident) }
  const followUp = await store.createFollowUp(
    { id: event.id, incident },
    (part, told) => followUpText(part, told, facts),
    Date.now(),
  )
  if (followUp === undefined) {
    const outcomes = await store.outcomesOf([incident.id])
    if (outcomes.some(({ kind }) => kind === 'post')) return
    throw new DeliveryPendingError(event.id, 'the post that it follows is not written yet')
  }
  context.log('a follow-up', { incident: incident.id, part: followUp.part })
  const { id, number } = followUp
  await context.emit({ type: eventTypes.followUpWritten, id, subject: incident.id, data: followUp })
  const due = await store.deliveries({ incident: incident.id, state: 'due' })
  for (const delivery of due.filter((each) => each.number === number))
    await context.emit(deliveryDue(delivery))
})
