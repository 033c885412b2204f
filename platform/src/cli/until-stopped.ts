import { log } from '../telemetry/log.ts'

/** Resolves at Ctrl+C or SIGTERM; a second Ctrl+C ends the process at once. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      log({
        level: 'info',
        message: 'Stopping: what is being handled is finished first. Again to stop at once.',
      })
      process.once('SIGINT', () => process.exit(130))
      resolve()
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  })
}
