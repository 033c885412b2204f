import { defineFunction } from '@bonghwa/platform/function'
import { onRoute, type Place } from './on-route.ts'

/** Where each vehicle said last that it is: in memory alone, and gone when the function sleeps. */
const places = new Map<string, Place>()
const told = new Set<string>()

export default defineFunction(async (event, context) => {
  if (event.type === 'dev.example.vehicle.moved') {
    const { vehicle, place } = event.data as { vehicle: string; place: Place }
    places.set(vehicle, place)
    return
  }
  const { ambulance, route } = event.data as { ambulance: string; route: Place[] }
  for (const { vehicle, metres } of onRoute(route, places)) {
    const id = `${ambulance}.${vehicle}`
    if (told.has(id)) continue
    context.log(`${vehicle} is told to give way: ${ambulance} is ${metres} m behind`)
    await context.emit({
      type: 'dev.example.vehicle.told',
      id,
      subject: vehicle,
      data: { ambulance, metres },
    })
    told.add(id)
  }
})
