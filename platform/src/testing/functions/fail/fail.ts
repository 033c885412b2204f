// Fails until the file that the event names exists.
import { existsSync } from 'node:fs'
import { defineFunction } from '@bonghwa/platform/function'

export default defineFunction(async (event, context) => {
  const { file } = event.data as { file: string }
  if (!existsSync(file)) throw new Error(`attempt ${context.attempt}: no ${file}`)
})
