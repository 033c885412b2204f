export type { CloudEvent } from './cloud-event.ts'
export { EventInvalidError } from './errors.ts'
export { eventFromJson, eventsFromHttp, eventToHttp, eventToJson, type HttpMessage } from './http-binding.ts'
export {
  childOf,
  newTraceContext,
  parseTraceparent,
  type TraceContext,
  traceparent,
} from './trace-context.ts'
export { validEvent } from './validate.ts'
