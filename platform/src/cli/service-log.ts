import { Option } from 'commander'
import type { Platform } from '../control/platform.ts'
import { type LogFormat, log, logAs, usualFormat } from '../telemetry/log.ts'

/** `--log-format` of what runs until it is stopped. */
export const logFormatOption = (): Option =>
  new Option('--log-format <format>', 'lines on stderr (default: json, text in a terminal)').choices([
    'json',
    'text',
  ])

/** From now on this process logs as a service does. */
export const logAsService = (format: LogFormat = usualFormat()): void => logAs(format)

/** What functions say is part of the service's log. */
export function logFunctions(platform: Platform): void {
  platform.onLog(({ line, stream, ...about }) => {
    log({ ...about, level: stream === 'stderr' ? 'error' : 'info', message: line })
  })
}
