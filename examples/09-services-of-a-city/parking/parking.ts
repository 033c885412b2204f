import { defineFunction } from '@bonghwa/platform/function'
import { freeStalls, type Seen } from './free-stalls.ts'
import { stalls } from './stalls.ts'

/** What was free last, by camera, while it is awake. */
const last = new Map<string, string>()

export default defineFunction(async (event, context) => {
  const { camera, ...seen } = event.data as Seen & { camera: string }
  const own = stalls[camera]
  if (own === undefined) return
  const free = freeStalls(own, seen)
  // A picture a moment later says the same: only a change is news.
  if (last.get(camera) === free.join()) return
  context.log(`${camera}: ${free.length} of ${own.length} free: ${free.join(', ')}`)
  const data = { camera, free, total: own.length }
  await context.emit({
    type: 'dev.example.parking.changed',
    id: `${event.id}.parking`,
    subject: camera,
    data,
  })
  last.set(camera, free.join())
})
