import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { TokenNameTakenError, TokensInvalidError, TokenUnknownError } from './errors.ts'
import { type Principal, type Role, roles } from './role.ts'

/** A token as it is kept: what a thief of the file gets opens nothing. */
export interface KeptToken extends Principal {
  /** SHA-256 of the token, hexadecimal. The token has 256 random bits, so that nothing slower is needed. */
  readonly hash: string
  /** RFC 3339. */
  readonly createdAt: string
}

const kept = z.strictObject({
  name: z.string().min(1),
  role: z.enum(roles),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.string(),
})
const contents = z.strictObject({ tokens: z.array(kept) })

/** Tokens in a file that may change while somebody reads it. */
export interface TokenFile {
  readonly file: string
  /** @throws TokensInvalidError */
  list(): readonly KeptToken[]
  /**
   * Whose token this is. Takes as long for a wrong one as for a right one.
   *
   * @throws TokensInvalidError
   */
  holder(token: string): KeptToken | undefined
  /** @throws TokensInvalidError */
  withHash(hash: string): KeptToken | undefined
  /**
   * @returns the token itself, which nobody can be told again
   * @throws TokenNameTakenError | TokensInvalidError
   */
  create(name: string, role: Role): string
  /** @throws TokenUnknownError | TokensInvalidError */
  revoke(name: string): void
}

export function tokenFile(file: string): TokenFile {
  let read: { readonly stamp: string; readonly tokens: readonly KeptToken[] } | undefined

  function list(): readonly KeptToken[] {
    const stamp = stampOf(file)
    if (stamp === undefined) return []
    if (read?.stamp !== stamp) read = { stamp, tokens: readTokens(file) }
    return read.tokens
  }
  function holderOf(hash: Buffer): KeptToken | undefined {
    let found: KeptToken | undefined
    for (const token of list()) if (timingSafeEqual(Buffer.from(token.hash, 'hex'), hash)) found = token
    return found
  }

  return {
    file,
    list,
    holder: (token) => holderOf(digest(token)),
    withHash: (hash) => holderOf(Buffer.from(hash, 'hex')),
    create(name, role) {
      const tokens = list()
      if (tokens.some((token) => token.name === name)) throw new TokenNameTakenError(name)
      const token = `bonghwa_${randomBytes(32).toString('base64url')}`
      const createdAt = new Date().toISOString()
      writeTokens(file, [...tokens, { name, role, hash: digest(token).toString('hex'), createdAt }])
      return token
    },
    revoke(name) {
      const tokens = list()
      const rest = tokens.filter((token) => token.name !== name)
      if (rest.length === tokens.length) throw new TokenUnknownError(name)
      writeTokens(file, rest)
    },
  }
}

const digest = (token: string): Buffer => createHash('sha256').update(token).digest()

/** Changes when the file does; `undefined` while there is none. */
function stampOf(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false })
  return found && `${found.ino} ${found.size} ${found.mtimeMs}`
}

function readTokens(file: string): readonly KeptToken[] {
  try {
    return contents.parse(JSON.parse(readFileSync(file, 'utf8'))).tokens
  } catch (cause) {
    const [problem = ''] = (cause as Error).message.split('\n')
    throw new TokensInvalidError(file, cause instanceof z.ZodError ? 'it has another shape' : problem, {
      cause,
    })
  }
}

/** Whoever reads meanwhile finds the old file or the new one, never half of one. */
function writeTokens(file: string, tokens: readonly KeptToken[]): void {
  mkdirSync(dirname(file), { recursive: true })
  const next = `${file}.${process.pid}`
  writeFileSync(next, `${JSON.stringify({ tokens }, undefined, 2)}\n`, { mode: 0o600 })
  renameSync(next, file)
}
