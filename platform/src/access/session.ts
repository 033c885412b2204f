import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Principal } from './role.ts'

/** What a browser was signed in as, in a cookie that it cannot alter. */
export interface Session extends Principal {
  /** Hash of the token that it was opened with: it ends with that one. Absent after a sign-in by OIDC. */
  readonly token?: string
  /** Epoch milliseconds. */
  readonly until: number
}

/** Texts that only the holder of a key can have written. */
export interface Seal {
  seal(value: unknown): string
  /** `undefined` for what this key has not sealed. */
  open(text: string): unknown
}

export function seal(key: Uint8Array): Seal {
  const mac = (body: string) => createHmac('sha256', key).update(body).digest()
  return {
    seal(value) {
      const body = Buffer.from(JSON.stringify(value)).toString('base64url')
      return `${body}.${mac(body).toString('base64url')}`
    },
    open(text) {
      const [body = '', signature = '', ...more] = text.split('.')
      const [wanted, given] = [mac(body), Buffer.from(signature, 'base64url')]
      if (more.length > 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted))
        return undefined
      return JSON.parse(Buffer.from(body, 'base64url').toString())
    },
  }
}

/** The key in a file of its own, made when there is none: sessions outlive a restart. */
export function keyIn(file: string): Uint8Array {
  mkdirSync(dirname(file), { recursive: true })
  try {
    writeFileSync(file, randomBytes(32), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(file)
}
