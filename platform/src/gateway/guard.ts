import type { IncomingMessage } from 'node:http'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import type { Access } from '../access/access.ts'
import {
  ForbiddenError,
  ForeignHostError,
  ForeignRequestError,
  TooManyAttemptsError,
  UnauthenticatedError,
} from '../access/errors.ts'
import { isLoopback } from '../access/loopback.ts'
import { may, type Need, type Principal } from '../access/role.ts'
import { needOf, type RouteNeeds } from '../access/route-needs.ts'
import { PlatformError } from '../errors/platform-error.ts'
import { log } from '../telemetry/log.ts'
import { addressOf } from './address.ts'
import { attempts } from './attempts.ts'
import { ForeignOriginError } from './errors.ts'
import { statusOf } from './failure.ts'
import { openLines } from './open-lines.ts'

declare module 'hono' {
  interface ContextVariableMap {
    /** What a body asked for, for the audit log, where the path alone does not say it. */
    asked: Readonly<Record<string, unknown>>
  }
}

/** The cookie of a browser that signed in. */
export const sessionCookie = 'bonghwa_session'
/** What a page of this host sends with whatever changes something, and a page of another cannot without being asked. */
export const pageHeader = 'x-bonghwa'

export interface Guard {
  readonly middleware: MiddlewareHandler
  /** Who asks; `undefined` when nobody is known. @throws TooManyAttemptsError */
  whoAsks(context: Context): Principal | undefined
  /**
   * Ends what a request opened once whoever opened it may no longer: the token was revoked, or the session is over.
   *
   * @returns to be called when it is over by itself
   */
  watchOver(context: Context, end: () => void): () => void
}

/**
 * Lets nobody do what their role does not allow, and writes down what operators and reviewers did or were refused.
 *
 * @param host on which the gateway listens, which decides whether it may stand open
 */
export function guard(access: Access, tables: readonly RouteNeeds[], host: () => string): Guard {
  const wrong = attempts()
  const lines = openLines()

  function whoAsks(context: Context): Principal | undefined {
    const bearer = bearerIn(context)
    const cookie = getCookie(context, sessionCookie)
    const found = bearer === undefined ? cookie && access.session(cookie) : bearer && access.holder(bearer)
    if (found) return found
    if (bearer !== undefined && wrong.tooMany(addressOf(context), Date.now()))
      throw new TooManyAttemptsError()
    return undefined
  }

  /** @returns undefined on a machine that stands open */
  function admit(context: Context, need: Need): Principal | undefined {
    refuseForeignOrigin(context)
    if (!access.guarded(host())) {
      refuseForeignHost(context)
      return undefined
    }
    if (need === 'public') return undefined
    const principal = whoAsks(context)
    if (principal === undefined) {
      const nothing = bearerIn(context) === undefined && getCookie(context, sessionCookie) === undefined
      throw new UnauthenticatedError(
        nothing ? 'no token came with the request' : 'the token or session is not valid (any more)',
      )
    }
    if (bearerIn(context) === undefined) refuseForeignRequest(context)
    if (!may(principal.role, need)) throw new ForbiddenError(principal.role, need)
    return principal
  }

  function watchOver(context: Context, end: () => void): () => void {
    const { need } = needOf(tables, context.req.method, context.req.path)
    function isAdmitted() {
      admit(context, need)
      return true
    }
    return lines.add(() => quietly(isAdmitted) ?? false, end)
  }

  async function write(context: Context, action: string, error: unknown, status: number) {
    const principal = access.guarded(host()) ? quietly(() => whoAsks(context)) : localUser
    const code = error instanceof PlatformError ? error.code : undefined
    const { name: who = '', role = '' } = principal ?? {}
    const on = context.req.path
    const asked = context.get('asked')
    const entry = {
      ...{ at: new Date().toISOString(), who, role, from: addressOf(context), action, on, status },
      ...(asked === undefined ? {} : { asked }),
    }
    await access.audit.write(code === undefined ? entry : { ...entry, error: code }).catch((cause: Error) => {
      log({ level: 'error', message: `The audit log took no line: ${cause.message}` })
    })
  }

  return {
    whoAsks,
    watchOver,
    async middleware(context, next) {
      const { need, route } = needOf(tables, context.req.method, context.req.path)
      const acts = (need === 'operate' && route !== 'GET /api/audit') || need === 'review'
      try {
        admit(context, need)
      } catch (error) {
        // Strangers who guess must not fill the disk.
        if (acts && !(error instanceof TooManyAttemptsError))
          await write(context, route, error, error instanceof PlatformError ? statusOf(error) : 500)
        throw error
      }
      const { incoming } = (context.env ?? {}) as { incoming?: IncomingMessage }
      if (incoming?.headers.upgrade !== undefined) {
        const { socket } = incoming
        socket.once(
          'close',
          watchOver(context, () => socket.destroy()),
        )
      }
      await next()
      if (acts) await write(context, route, context.error, context.res.status)
    },
  }
}

/** Who acts on a machine that asks for no token. */
const localUser = { name: '', role: 'local' }

function bearerIn(context: Context): string | undefined {
  const header = context.req.header('authorization')
  return header === undefined ? undefined : (/^Bearer +([^ ]+)$/i.exec(header)?.[1] ?? '')
}

/** A foreign page in somebody's browser must not act through it. */
function refuseForeignOrigin({ req }: Context): void {
  const origin = req.header('origin')
  if (origin !== undefined && URL.parse(origin)?.host !== req.header('host'))
    throw new ForeignOriginError(origin)
}

/** A foreign name that leads to this machine makes a foreign page one of this host. */
function refuseForeignHost({ req }: Context): void {
  const host = req.header('host') ?? new URL(req.url).host
  if (!isLoopback(URL.parse(`http://${host}`)?.hostname ?? '')) throw new ForeignHostError(host)
}

/** A browser sends its cookie with whatever any page asks for: what acts, or opens a line, must show that it is ours. */
function refuseForeignRequest({ req }: Context): void {
  const acts = req.method !== 'GET' && req.method !== 'HEAD'
  const opensLine = req.header('upgrade') !== undefined
  const missing = (acts && req.header(pageHeader) === undefined) || (opensLine && !req.header('origin'))
  if (missing) throw new ForeignRequestError()
}

function quietly<Value>(ask: () => Value): Value | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}
