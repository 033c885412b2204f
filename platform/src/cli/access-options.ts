import { resolve } from 'node:path'
import { type Access, openAccess } from '../access/access.ts'
import { isLoopback } from '../access/loopback.ts'
import { oidcSignIn, type SignIn, signInSchema } from '../access/sign-in.ts'
import { readYaml } from '../config/read-yaml.ts'
import { log } from '../telemetry/log.ts'

/** Where a gateway listens, and who is let in. */
export interface AccessOptions {
  readonly host: string
  readonly tokens?: string | undefined
  readonly signIn?: string | undefined
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

export const signInOption = [
  '--sign-in <file>',
  "how people sign in by OpenID Connect; the client's secret is BONGHWA_OIDC_CLIENT_SECRET",
  process.env.BONGHWA_SIGN_IN,
] as const

/** What guards a gateway. */
export interface Guarding {
  readonly access: Access
  readonly signIn: SignIn | undefined
}

/**
 * Opens what guards a gateway, and says it when nothing does.
 *
 * @throws ConfigInvalidError
 */
export async function accessOf(
  data: string,
  { host, tokens, signIn: file }: AccessOptions,
): Promise<Guarding> {
  const settings = file === undefined ? undefined : (await readYaml(file, signInSchema)).spec
  const signIn = settings && oidcSignIn(settings, process.env.BONGHWA_OIDC_CLIENT_SECRET)
  const access = openAccess({
    dataDirectory: resolve(data),
    tokensFile: tokens === undefined ? undefined : resolve(tokens),
    signIn: signIn !== undefined,
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
  return { access, signIn }
}
