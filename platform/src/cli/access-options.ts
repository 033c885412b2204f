import { resolve } from 'node:path'
import { type Access, openAccess } from '../access/access.ts'
import { isLoopback } from '../access/loopback.ts'
import { log } from '../telemetry/log.ts'

/** Where a gateway listens, and who is let in. */
export interface AccessOptions {
  readonly host: string
  readonly tokens?: string | undefined
}

export const hostOption = [
  '--host <address>',
  'on which it listens; beyond this machine only with tokens',
  process.env.BONGHWA_HOST ?? '127.0.0.1',
] as const
export const tokensOption = [
  '--tokens <file>',
  'who is let in (default: tokens.json in the data directory)',
  process.env.BONGHWA_TOKENS,
] as const

/** Opens what guards a gateway, and says it when nothing does. */
export function accessOf(data: string, { host, tokens }: AccessOptions): Access {
  const access = openAccess({
    dataDirectory: resolve(data),
    tokensFile: tokens === undefined ? undefined : resolve(tokens),
  })
  if (!access.guarded(host))
    log({
      level: 'info',
      message: 'Everybody on this machine may do everything: `bonghwa token create` changes that.',
    })
  else if (!isLoopback(host))
    log({
      level: 'info',
      message: `Other machines reach ${host} by HTTP. Put a proxy with TLS in front, or tokens can be read on the way.`,
    })
  return access
}
