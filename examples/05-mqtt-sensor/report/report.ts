import { defineFunction } from '@bonghwa/platform/function'

export default defineFunction(async (event, context) => {
  if (event.type === 'dev.bonghwa.cron.ticked') {
    const { schedule, tick } = event.data as { schedule: string; tick: string }
    context.log(`"${schedule}" ticked at ${tick}`)
  } else {
    const { sensor, celsius } = event.data as { sensor: string; celsius: number }
    context.log(`warn: ${sensor} at ${celsius} °C`)
  }
})
