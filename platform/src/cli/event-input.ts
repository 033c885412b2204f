import { randomUUID } from 'node:crypto'
import { UsageError } from './errors.ts'

/** What options say of an event. */
export interface EventOptions {
  readonly type: string
  /** JSON text. */
  readonly data?: string
  readonly region?: string
  readonly source?: string
  readonly id?: string
}

/** @throws UsageError when the data is no JSON */
export function eventOf({ type, data, region, source = '/cli', id = randomUUID() }: EventOptions) {
  return {
    specversion: '1.0',
    id,
    source,
    type,
    time: new Date().toISOString(),
    ...(region === undefined ? {} : { region }),
    ...(data === undefined ? {} : { data: readJson(data, '--data') }),
  }
}

/**
 * @param where what the text is, for the message
 * @throws UsageError
 */
export function readJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UsageError(
      `${where} is no JSON: ${(cause as Error).message}.`,
      'Quote it for the shell, e.g. \'{"name": "Ada"}\'.',
      { cause },
    )
  }
}
