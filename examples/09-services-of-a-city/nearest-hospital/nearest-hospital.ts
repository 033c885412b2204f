import { defineFunction } from '@bonghwa/platform/function'
import { hospitals } from './hospitals.ts'
import { nearest } from './nearest.ts'

/** What the hospital is told is an event of its own: what sends it there (a pager, a webhook) is another function. */
export default defineFunction(async (event, context) => {
  const { id, place } = event.data as { id: string; place: { latitude: number; longitude: number } }
  const { hospital, kilometres } = nearest(hospitals, place)
  context.log(`${hospital.name} is told: an accident ${kilometres.toFixed(1)} km away`)
  // The same id whenever it is handled: told twice, it is told once.
  await context.emit({
    type: 'dev.example.hospital.told',
    id: `${id}.hospital`,
    data: { incident: id, hospital: hospital.name, kilometres, place },
  })
})
