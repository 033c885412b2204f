import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the platform's package lies, whether its source runs or what was built of it. */
export const platformFolder = (): string =>
  dirname(dirname(fileURLToPath(import.meta.resolve('@bonghwa/platform/check-node'))))
