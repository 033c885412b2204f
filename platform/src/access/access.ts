import { join } from 'node:path'
import { type AuditLog, auditLog } from './audit-log.ts'
import { isLoopback } from './loopback.ts'
import type { Principal, Role } from './role.ts'
import { keyIn, type Seal, type Session, seal } from './session.ts'
import { type TokenFile, tokenFile } from './token-file.ts'

/** Who may use a gateway, and what was done with it. */
export interface Access {
  readonly tokens: TokenFile
  readonly audit: AuditLog
  readonly seal: Seal
  /** Whether a request needs a token or a session at all. Without tokens, and on the loopback only, it does not. */
  guarded(host: string): boolean
  /** `undefined` for a token that is not valid. */
  holder(token: string): Principal | undefined
  /** A session for the holder of a token. */
  begin(token: string): { readonly cookie: string; readonly principal: Principal } | undefined
  /** A session for somebody whom others vouch for. */
  vouch(name: string, role: Role): string
  /** Whose session this is; `undefined` when it was altered, is over, or its token was revoked. */
  session(cookie: string): Principal | undefined
}

export interface AccessOptions {
  /** Where tokens, the key of sessions and the audit log lie. */
  readonly dataDirectory: string
  /** The file of tokens, if it lies elsewhere: a mounted secret of a cluster. */
  readonly tokensFile?: string | undefined
  /** People sign in by OIDC, so that a request needs a session even when there is no token. */
  readonly signIn?: boolean
}

/** How long a sign-in lasts. */
export const sessionMs = 12 * 3_600_000

export function openAccess({ dataDirectory, tokensFile, signIn = false }: AccessOptions): Access {
  const tokens = tokenFile(tokensFile ?? tokensFileIn(dataDirectory))
  let own: Seal | undefined
  // On a machine without tokens there is never a session, and need be no key.
  function sealOfOwn(): Seal {
    own ??= seal(keyIn(join(dataDirectory, 'session.key')))
    return own
  }
  const keys: Seal = {
    seal: (value) => sealOfOwn().seal(value),
    open: (text) => sealOfOwn().open(text),
  }
  const until = () => Date.now() + sessionMs

  return {
    tokens,
    audit: auditLog(auditFileIn(dataDirectory)),
    seal: keys,
    guarded: (host) => signIn || !isLoopback(host) || tokens.list().length > 0,
    holder: (token) => tokens.holder(token),
    begin(token) {
      const holder = tokens.holder(token)
      if (holder === undefined) return undefined
      const { name, role, hash } = holder
      const session: Session = { name, role, token: hash, until: until() }
      return { cookie: keys.seal(session), principal: { name, role } }
    },
    vouch: (name, role) => keys.seal({ name, role, until: until() } satisfies Session),
    session(cookie) {
      const session = keys.open(cookie) as Session | undefined
      if (session?.until === undefined || session.until < Date.now()) return undefined
      const { name, role, token } = session
      if (token === undefined) return { name, role }
      const holder = tokens.withHash(token)
      return holder && { name: holder.name, role: holder.role }
    },
  }
}

export const tokensFileIn = (dataDirectory: string): string => join(dataDirectory, 'tokens.json')
export const auditFileIn = (dataDirectory: string): string => join(dataDirectory, 'audit.jsonl')
