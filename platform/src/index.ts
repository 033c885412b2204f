// The front door of the platform for whoever embeds it: an application's composition root.
export { run } from './cli/run.ts'
export { untilStopped } from './cli/until-stopped.ts'
export { openPlatform, type Platform, type PlatformOptions } from './control/platform.ts'
export { loadFunctions } from './function/load.ts'
export { type Gateway, gateway } from './gateway/gateway.ts'
export { traceView } from './gateway/views.ts'
export type { Region } from './placement/region.ts'
