import { defineFunction, preciseNow } from '@bonghwa/platform/function'
import { closeLooking } from '../../detection/close-look.ts'
import { openDetector } from '../../detection/detector.ts'
import { decodeJpeg } from '../../frame/jpeg.ts'
import { incidentRules } from '../../incident/rules.ts'
import { cityEnvironment } from '../environment.ts'
import { eventTypes, movedFrameIn, type ObjectsDetected } from '../messages.ts'

// Loaded while it wakes, so that the first frame finds it ready.
const { city } = cityEnvironment()
const detector = closeLooking(await openDetector(city.model))
const sure = detector.model.thresholds
const { hint } = incidentRules(city.incidents).accident
const thresholds = {
  ...sure,
  accident: Math.min(hint, sure.accident ?? 1),
  // A vehicle that is half hidden goes on as a track by what the detector is half as sure of.
  ...(sure.vehicle === undefined ? {} : { vehicle: sure.vehicle / 2 }),
}

/** A frame that moved comes in, what is in it goes out, be it nothing: the watch counts misses too. */
export default defineFunction(async (event, { emit, span }) => {
  const { camera, capturedAt, evidence, jpeg } = movedFrameIn(event)
  const startedAt = preciseNow()
  const frame = await decodeJpeg(jpeg, { name: `A frame of ${camera}` })
  const decodedAt = preciseNow()
  const found = await detector.detect(frame, thresholds)
  span('unpacked', startedAt, decodedAt)
  span('inferred', decodedAt, preciseNow())
  const data: ObjectsDetected = {
    camera,
    capturedAt,
    evidence,
    width: frame.width,
    height: frame.height,
    detections: found.filter(({ label, score }) => score >= sure[label]!),
    hints: found.filter(({ label, score }) => score < sure[label]!),
  }
  await emit({ type: eventTypes.objectsDetected, id: `${event.id}.objects`, subject: camera, data })
})
