import { defineFunction } from '@bonghwa/platform/function'
import { openStore } from '../../store/open-store.ts'
import { cityEnvironment } from '../environment.ts'
import { incidentIn } from '../messages.ts'
import { vapidDetails } from '../web-push.ts'
import { warnDrivers } from './push.ts'

const { city, store: storeUrl } = cityEnvironment()
const store = await openStore(storeUrl)

export default defineFunction(async (event, context) => {
  const incident = incidentIn(event)
  const camera = city.cameras.find(({ id }) => id === incident.camera)
  const counts = await warnDrivers(incident, {
    store,
    place: camera?.title ?? { ko: incident.camera, en: incident.camera },
    vapid: vapidDetails(context.secrets),
  })
  context.log('drivers warned', { incident: incident.id, ...counts })
})
