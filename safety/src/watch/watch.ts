import { defineSource } from '@bonghwa/platform/function'
import { cityEnvironment } from '../functions/environment.ts'
import { eventTypes, objectsIn, outlinesIn, receivedFrameIn } from '../functions/messages.ts'
import { openStore } from '../store/open-store.ts'
import { openRegionWatch, type RegionWatch } from './region-watch.ts'

const environment = cityEnvironment()
const store = await openStore(environment.store)
const opened = Promise.withResolvers<RegionWatch>()

export default defineSource({
  async run(context) {
    const watch = await openRegionWatch({ ...environment, store, context })
    opened.resolve(watch)
    await watch.run()
  },
  async on(event) {
    const watch = await opened.promise
    if (event.type === eventTypes.frameReceived) return watch.received(receivedFrameIn(event))
    if (event.type === eventTypes.cameraOutlined) return watch.outlined(outlinesIn(event))
    await watch.detected(objectsIn(event), event.traceparent ?? '')
  },
})
