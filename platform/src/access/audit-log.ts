import { createReadStream } from 'node:fs'
import { appendFile, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'

/** One act, or one that was refused. */
export interface AuditEntry {
  /** RFC 3339. */
  readonly at: string
  /** Name of a token or of a person; empty when nobody is known. */
  readonly who: string
  /** A role; `local` on a machine without tokens. */
  readonly role: string
  /** Address of the other end. */
  readonly from: string
  /** The route, such as `POST /api/nodes/:name/kill`. */
  readonly action: string
  /** The path that was asked for. */
  readonly on: string
  /** What the body asked for, where the path does not say it. */
  readonly asked?: Readonly<Record<string, unknown>>
  /** Status of the answer. */
  readonly status: number
  /** Code of the error, if it was one. */
  readonly error?: string
}

/** A file that only grows, one JSON object a line. */
export interface AuditLog {
  readonly file: string
  /** Resolves once the operating system has it. */
  write(entry: AuditEntry): Promise<void>
  /** The newest `limit` entries since an instant, oldest first. */
  read(query: { readonly since?: string | undefined; readonly limit: number }): Promise<AuditEntry[]>
}

export function auditLog(file: string): AuditLog {
  return {
    file,
    async write(entry) {
      const line = `${JSON.stringify(entry)}\n`
      await appendFile(file, line, { mode: 0o600 }).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
        await mkdir(dirname(file), { recursive: true })
        await appendFile(file, line, { mode: 0o600 })
      })
    },
    async read({ since, limit }) {
      const sinceMs = since === undefined ? 0 : Date.parse(since)
      const entries: AuditEntry[] = []
      const input = createReadStream(file)
      input.on('error', () => {})
      try {
        for await (const line of createInterface({ input })) {
          const entry = entryIn(line)
          if (entry === undefined || Date.parse(entry.at) < sinceMs) continue
          entries.push(entry)
          if (entries.length > limit) entries.shift()
        }
      } catch (error) {
        // Nothing was done yet.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      }
      return entries
    },
  }
}

/** A line that was cut short, as by a full disk, hides no other. */
function entryIn(line: string): AuditEntry | undefined {
  try {
    return JSON.parse(line) as AuditEntry
  } catch {
    return undefined
  }
}
