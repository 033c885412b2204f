import { defineFunction } from '@bonghwa/platform/function'
import { openStore } from '../../store/open-store.ts'
import { cityEnvironment } from '../environment.ts'
import { incidentIn } from '../messages.ts'
import { warnDrivers } from './push.ts'

const { city, store: storeUrl } = cityEnvironment()
const store = await openStore(storeUrl)

export default defineFunction(async (event, context) => {
  const incident = incidentIn(event)
  const camera = city.cameras.find(({ id }) => id === incident.camera)
  const { VAPID_PUBLIC_KEY = '', VAPID_PRIVATE_KEY = '', VAPID_SUBJECT = '' } = context.secrets
  const counts = await warnDrivers(incident, {
    store,
    place: camera?.title ?? { ko: incident.camera, en: incident.camera },
    vapid: { publicKey: VAPID_PUBLIC_KEY, privateKey: VAPID_PRIVATE_KEY, subject: VAPID_SUBJECT },
  })
  context.log('drivers warned', { incident: incident.id, ...counts })
})
