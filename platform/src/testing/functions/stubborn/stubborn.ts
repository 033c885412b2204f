// Blocks its process for good when told to: no signal reaches it.
import { defineFunction } from '@bonghwa/platform/function'

export default defineFunction((event) => {
  while ((event.data as { block?: boolean }).block) {
    // Until killed.
  }
  return process.pid
})
