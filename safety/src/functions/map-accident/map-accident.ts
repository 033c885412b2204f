import { defineFunction, preciseNow } from '@bonghwa/platform/function'
import { openStore } from '../../store/open-store.ts'
import { cityEnvironment } from '../environment.ts'
import { eventTypes, incidentIn } from '../messages.ts'

const store = await openStore(cityEnvironment().store)

export default defineFunction(async (event, context) => {
  const incident = incidentIn(event)
  if (await store.isErased(incident.id)) return
  const startedAt = preciseNow()
  const { created, pin } = await store.placePin({
    incident: incident.id,
    function: context.function,
    region: incident.region,
    at: Date.now(),
  })
  context.span('posted', startedAt, preciseNow())
  context.log(created ? 'a pin on the map' : 'the pin was there already', { incident: incident.id })
  // Told again when it is done again: whoever listens takes it by its id.
  await context.emit({
    type: eventTypes.pinPlaced,
    id: `pin-${incident.id}`,
    subject: incident.id,
    data: pin,
  })
})
