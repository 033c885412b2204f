import { defineFunction } from '@bonghwa/platform/function'

export default defineFunction(async (event, context) => {
  const { camera, place } = event.data as { camera: string; place: { latitude: number; longitude: number } }
  context.log(
    `a tow truck to ${place.latitude}, ${place.longitude}: ${camera} saw an accident, told by ${context.node}`,
  )
})
