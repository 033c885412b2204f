// Does nothing with its event.
import { defineFunction } from '@bonghwa/platform/function'

export default defineFunction(async () => {})
