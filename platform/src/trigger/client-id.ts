import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The name by which an MQTT broker knows this platform again: made once, kept with its state. */
export function clientIdIn(dataDirectory: string): string {
  const file = join(dataDirectory, 'mqtt-client-id')
  if (!existsSync(file)) {
    mkdirSync(dataDirectory, { recursive: true })
    writeFileSync(file, `bonghwa-${randomBytes(6).toString('hex')}\n`)
  }
  return readFileSync(file, 'utf8').trim()
}
