import { defineFunction } from '@bonghwa/platform/function'

export default defineFunction(async (event, context) => {
  const [, sensor] = (event.subject ?? '').split('/')
  const { celsius } = event.data as { celsius: number }
  context.log(`${sensor} has ${celsius} °C`)
  await context.emit({ type: 'dev.example.sensor.overheated', data: { sensor, celsius } })
})
