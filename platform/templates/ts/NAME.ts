import { defineFunction } from '@bonghwa/platform/function'

export default defineFunction(async (event, context) => {
  const { name = 'world' } = (event.data ?? {}) as { name?: string }
  context.log(`hello, ${name}`)
  return { greeting: `hello, ${name}` }
})
