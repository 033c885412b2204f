import type { Configuration } from 'openid-client'
import { z } from 'zod'
import { SignInFailedError } from './errors.ts'
import { isLoopback } from './loopback.ts'
import { type Role, roles } from './role.ts'

const claim = z.string().min(1)
const values = z.array(z.string().min(1)).default([])

/** `kind: SignIn`: where people sign in, and what role their claims give. */
export const signInSchema = z.strictObject({
  apiVersion: z.literal('bonghwa.dev/v1'),
  kind: z.literal('SignIn'),
  spec: z.strictObject({
    issuer: z.url({ protocol: /^https?$/, error: 'must be an address such as https://login.example' }),
    clientId: z.string().min(1),
    /** What the button says. */
    title: z.string().min(1).default('OpenID Connect'),
    /** Where browsers reach the console; the provider sends them back there. */
    publicUrl: z.url({ protocol: /^https?$/, error: 'must be an address such as https://city.example' }),
    scope: z.string().default('openid profile'),
    nameClaim: claim.default('sub'),
    roleClaim: claim.default('groups'),
    /** Which values of the claim give which role; of several the mightiest. */
    roles: z
      .strictObject({ viewer: values, reviewer: values, publisher: values, operator: values })
      .prefault({}),
  }),
})

export type SignInSettings = z.output<typeof signInSchema>['spec']

/** What must be remembered between leaving for the provider and coming back. */
export interface PendingSignIn {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** Sign-in of people by OpenID Connect: authorization code with PKCE. */
export interface SignIn {
  readonly title: string
  /** Cookies go over HTTPS only. */
  readonly secure: boolean
  /** @throws SignInFailedError */
  begin(): Promise<{ readonly address: string; readonly pending: PendingSignIn }>
  /**
   * @param query of the address to which the provider sent the browser back
   * @returns `role` is absent for somebody who has none here
   * @throws SignInFailedError
   */
  finish(query: string, pending: PendingSignIn): Promise<{ readonly name: string; readonly role?: Role }>
}

export const signInPath = '/api/session/oidc'
export const signInBackPath = `${signInPath}/callback`

/** @param secret of the client; a public one has none */
export function oidcSignIn(settings: SignInSettings, secret: string | undefined): SignIn {
  const back = new URL(signInBackPath, settings.publicUrl).href
  let found: Promise<Configuration> | undefined
  const oidc = import('openid-client')

  /** The provider may be away when the gateway starts, and is asked again by the next who signs in. */
  async function configuration() {
    const { discovery, allowInsecureRequests } = await oidc
    const issuer = new URL(settings.issuer)
    found ??= discovery(issuer, settings.clientId, secret, undefined, {
      // On this machine alone nobody listens on the way.
      ...(isLoopback(issuer.hostname) ? { execute: [allowInsecureRequests] } : {}),
    })
    found.catch(() => {
      found = undefined
    })
    return found
  }
  const failed = (cause: unknown): never => {
    throw new SignInFailedError(settings.issuer, (cause as Error).message, { cause })
  }

  return {
    title: settings.title,
    secure: settings.publicUrl.startsWith('https:'),
    async begin() {
      const client = await oidc
      const config = await configuration().catch(failed)
      const verifier = client.randomPKCECodeVerifier()
      const pending = { state: client.randomState(), nonce: client.randomNonce(), verifier }
      const address = client.buildAuthorizationUrl(config, {
        redirect_uri: back,
        scope: settings.scope,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: pending.state,
        nonce: pending.nonce,
      })
      return { address: address.href, pending }
    },
    async finish(query, { state, nonce, verifier }) {
      const client = await oidc
      const config = await configuration().catch(failed)
      const came = new URL(`${back}?${query}`)
      const checks = {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      }
      const tokens = await client.authorizationCodeGrant(config, came, checks).catch(failed)
      const claims = tokens.claims() ?? failed(new Error('it gave no ID token'))
      const role = roleOf(claims[settings.roleClaim], settings.roles)
      const name = String(claims[settings.nameClaim] ?? claims.sub)
      return role === undefined ? { name } : { name, role }
    },
  }
}

/** The mightiest role that a claim, a text or a list of them, gives. */
export function roleOf(claimed: unknown, wanted: SignInSettings['roles']): Role | undefined {
  const has = new Set((Array.isArray(claimed) ? claimed : [claimed]).map(String))
  return roles.findLast((role) => wanted[role].some((value) => has.has(value)))
}
