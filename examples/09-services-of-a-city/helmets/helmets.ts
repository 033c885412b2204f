import { defineFunction } from '@bonghwa/platform/function'
import { type Detection, ridersIn } from './riders.ts'

/** No picture comes in and none goes out: only how many. */
export default defineFunction(async (event, context) => {
  const { camera, detections } = event.data as { camera: string; detections: Detection[] }
  const riders = ridersIn(detections)
  if (riders.length === 0) return
  const of = (helmet: string) => riders.filter((rider) => rider.helmet === helmet).length
  const data = { camera, riders: riders.length, with: of('yes'), without: of('no'), unknown: of('unknown') }
  context.log(`${camera}: ${data.riders} riders, ${data.without} without a helmet, ${data.unknown} unknown`)
  await context.emit({ type: 'dev.example.riders.counted', id: `${event.id}.riders`, data })
})
