import { defineFunction, preciseNow } from '@bonghwa/platform/function'
import { closeLooking } from '../../detection/close-look.ts'
import { openDetector } from '../../detection/detector.ts'
import { decodeJpeg } from '../../frame/jpeg.ts'
import { cityEnvironment } from '../environment.ts'
import { eventTypes, movedFrameIn, type ObjectsDetected } from '../messages.ts'

// Loaded while it wakes, so that the first frame finds it ready.
const detector = closeLooking(await openDetector(cityEnvironment().city.model))

/** A frame that moved comes in, what is in it goes out, be it nothing: the watch counts misses too. */
export default defineFunction(async (event, { emit, span }) => {
  const { camera, capturedAt, evidence, jpeg } = movedFrameIn(event)
  const startedAt = preciseNow()
  const frame = await decodeJpeg(jpeg, { name: `A frame of ${camera}` })
  const decodedAt = preciseNow()
  const detections = await detector.detect(frame)
  span('unpacked', startedAt, decodedAt)
  span('inferred', decodedAt, preciseNow())
  const data: ObjectsDetected = {
    camera,
    capturedAt,
    evidence,
    width: frame.width,
    height: frame.height,
    detections,
  }
  await emit({ type: eventTypes.objectsDetected, id: `${event.id}.objects`, subject: camera, data })
})
