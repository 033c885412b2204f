import type { Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Access } from '../access/access.ts'
import { type PendingSignIn, type SignIn, signInBackPath, signInPath } from '../access/sign-in.ts'
import { log } from '../telemetry/log.ts'
import { addressOf } from './address.ts'
import { NotFoundError } from './errors.ts'
import { keepSession } from './session-routes.ts'

const pendingCookie = 'bonghwa_sign_in'
const pendingSeconds = 600

/** The way to the provider and back. Who comes back without a role here, or without success, sees the sign-in again, with the reason. */
export function signInRoutes(app: Hono, access: Access, given: SignIn | undefined): void {
  const secure = given?.secure ?? false
  function provider(): SignIn {
    if (given === undefined) throw new NotFoundError('sign-in elsewhere')
    return given
  }

  app.get(signInPath, async (context) => {
    const { address, pending } = await provider().begin()
    const until = Date.now() + pendingSeconds * 1000
    setCookie(context, pendingCookie, access.seal.seal({ ...pending, until }), {
      httpOnly: true,
      secure,
      // The provider sends the browser back: a strict cookie would stay behind.
      sameSite: 'Lax',
      path: signInPath,
      maxAge: pendingSeconds,
    })
    return context.redirect(address)
  })

  app.get(signInBackPath, async (context) => {
    const signIn = provider()
    const write = (who: string, role: string, status: number) =>
      access.audit.write({
        at: new Date().toISOString(),
        ...{
          who,
          role,
          from: addressOf(context),
          action: `GET ${signInBackPath}`,
          on: signInBackPath,
          status,
        },
      })
    const cookie = getCookie(context, pendingCookie)
    deleteCookie(context, pendingCookie, { path: signInPath, secure })
    const pending = cookie && (access.seal.open(cookie) as (PendingSignIn & { until: number }) | undefined)
    if (!pending || !(pending.until > Date.now())) return context.redirect('/?sign-in=failed')
    const [, query = ''] = context.req.url.split('?')
    const found = await signIn.finish(query, pending).catch((error: Error) => {
      log({ level: 'warn', message: error.message })
      return undefined
    })
    if (found === undefined) {
      await write('', '', 401)
      return context.redirect('/?sign-in=failed')
    }
    const { name, role } = found
    await write(name, role ?? '', role === undefined ? 403 : 200)
    if (role === undefined) return context.redirect('/?sign-in=no-role')
    keepSession(context, access.vouch(name, role), secure)
    return context.redirect('/')
  })
}
