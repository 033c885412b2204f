/** One line of what a service says. */
export interface LogRecord {
  /** Epoch milliseconds; now when absent. */
  readonly at?: number
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  readonly function?: string
  readonly instance?: string
  readonly traceId?: string
}

export type LogFormat = 'json' | 'text'

/** What a service prints when nobody says: JSON, unless a person watches. */
export const usualFormat = (): LogFormat => (process.stderr.isTTY ? 'text' : 'json')

let format: LogFormat | undefined

/** This process is a service: from now on its lines carry what else is known of them. */
export function logAs(chosen: LogFormat): void {
  format = chosen
}

/** Says it on stderr, stdout being for results: the bare message, until the process is told to log as a service. */
export function log(record: LogRecord): void {
  if (format === undefined) console.error(record.message)
  else console.error(format === 'json' ? jsonLine(record) : textLine(record))
}

/** One JSON object, whatever lines the message has. Trace ids as OpenTelemetry names them outside OTLP. */
export function jsonLine({ at = Date.now(), level, message, ...about }: LogRecord): string {
  return JSON.stringify({
    time: new Date(at).toISOString(),
    level,
    message,
    'faas.name': about.function,
    'faas.instance': about.instance,
    trace_id: about.traceId,
  })
}

/** For a person: the time of day, who said it, and the id to give to `bonghwa trace show`. */
export function textLine({ at = Date.now(), level, message, ...about }: LogRecord): string {
  const time = new Date(at).toTimeString().slice(0, 8)
  const mark = level === 'info' ? '' : `${level.toUpperCase()} `
  const who = about.instance ?? about.function
  const trace = about.traceId === undefined ? '' : `  trace ${about.traceId}`
  return `${time} ${mark}${who === undefined ? '' : `${who}: `}${message}${trace}`
}
