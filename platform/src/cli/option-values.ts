import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Region } from '../placement/region.ts'
import { UsageError } from './errors.ts'

/** Readers of option values for commander. Each throws UsageError. */
export function parseWholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0)
    throw new UsageError(`"${text}" is not a whole number.`, 'Give 0, 1, 2 ...')
  return number
}

/** 1, 2, 3 ... */
export function parseCount(text: string): number {
  const number = parseWholeNumber(text)
  if (number === 0) throw new UsageError('"0" is one too few.', 'Give 1, 2, 3 ...')
  return number
}

export function parsePort(text: string): number {
  const number = parseWholeNumber(text)
  if (number > 65_535) throw new UsageError(`"${text}" is no port.`, 'Give a number up to 65535.')
  return number
}

/** An address of HTTP. */
export function parseHttpUrl(text: string): string {
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? ''))
    throw new UsageError(`"${text}" is no address of HTTP.`, 'Write http://HOST:PORT.')
  return text
}

/** `NAME@LATITUDE/LONGITUDE`, with commas, the core first; names alone stand in a row. */
export function parseRegions(text: string): readonly Region[] {
  return text.split(',').map((word, index) => {
    const [name = '', place = `0/${index}`] = word.trim().split('@')
    const [latitude = Number.NaN, longitude = Number.NaN] = place.split('/').map(Number)
    if (!/^[a-z][a-z0-9-]*$/.test(name) || !Number.isFinite(latitude) || !Number.isFinite(longitude))
      throw new UsageError(`"${word}" is no region.`, 'Write NAME, or NAME@LATITUDE/LONGITUDE.')
    return { name, place: { latitude, longitude }, core: index === 0, nodes: [] }
  })
}

/** A port that an environment variable gives, if it does. */
export function envPort(name: string): number | undefined {
  const text = process.env[name]
  return text === undefined || text === '' ? undefined : parsePort(text)
}

/** What options are when nobody gives them: the environment may say so once for a whole shell. */
export const defaults = {
  // Cloud Foundry gives an application its port in this way, and only there does the name say so.
  port: Number(process.env.BONGHWA_PORT ?? (process.env.VCAP_APPLICATION && process.env.PORT) ?? 7070),
  data: process.env.BONGHWA_DATA ?? '.bonghwa',
  mqtt: process.env.BONGHWA_MQTT,
  /** For programs whose state lies elsewhere. */
  scratch: join(tmpdir(), 'bonghwa'),
  otlp: process.env.OTEL_EXPORTER_OTLP_ENDPOINT,
}
