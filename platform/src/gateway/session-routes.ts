import type { Context, Hono } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { type Access, sessionMs } from '../access/access.ts'
import { ForeignRequestError, TooManyAttemptsError, UnauthenticatedError } from '../access/errors.ts'
import { addressOf } from './address.ts'
import { attempts } from './attempts.ts'
import { type Guard, pageHeader, sessionCookie } from './guard.ts'
import { readMessage } from './read-body.ts'

/** Where people sign in otherwise than with a token. */
export interface SignInElsewhere {
  /** What its button says. */
  readonly title: string
  /** Where it leads. */
  readonly href: string
}

export interface SessionOptions {
  readonly access: Access
  readonly guard: Guard
  readonly host: () => string
  /** Cookies go over HTTPS only. */
  readonly secure: boolean
  readonly elsewhere: SignInElsewhere | null
}

/** Signing in and out, for browsers. Every attempt is in the audit log. */
export function sessionRoutes(app: Hono, { access, guard, host, secure, elsewhere }: SessionOptions): void {
  const wrong = attempts()

  app.get('/api/session', (context) => {
    const required = access.guarded(host())
    const principal = required ? guard.whoAsks(context) : undefined
    context.header('cache-control', 'no-store')
    return context.json({ required, as: principal ?? null, elsewhere })
  })

  app.post('/api/session', async (context) => {
    if (context.req.header(pageHeader) === undefined) throw new ForeignRequestError()
    const begun = access.begin(tokenIn(await readMessage(context)))
    const write = (status: number, who = '', role = '') =>
      access.audit.write({
        at: new Date().toISOString(),
        ...{ who, role, from: addressOf(context), action: 'POST /api/session', on: '/api/session', status },
      })
    if (begun === undefined) {
      if (wrong.tooMany(addressOf(context), Date.now())) throw new TooManyAttemptsError()
      await write(401)
      throw new UnauthenticatedError('the token or session is not valid (any more)')
    }
    await write(200, begun.principal.name, begun.principal.role)
    keepSession(context, begun.cookie, secure)
    return context.json({ required: true, as: begun.principal, elsewhere })
  })

  app.delete('/api/session', (context) => {
    if (context.req.header(pageHeader) === undefined) throw new ForeignRequestError()
    deleteCookie(context, sessionCookie, { path: '/', secure })
    return context.body(null, 204)
  })
}

export function keepSession(context: Context, cookie: string, secure: boolean): void {
  setCookie(context, sessionCookie, cookie, {
    httpOnly: true,
    sameSite: 'Strict',
    secure,
    path: '/',
    maxAge: sessionMs / 1000,
  })
}

function tokenIn({ body }: { readonly body: Uint8Array }): string {
  try {
    const { token } = JSON.parse(new TextDecoder().decode(body))
    return typeof token === 'string' ? token.trim() : ''
  } catch {
    return ''
  }
}
