import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { FunctionBusyError } from '../dispatcher/errors.ts'
import { PlatformError } from '../errors/platform-error.ts'
import { log } from '../telemetry/log.ts'
import { MethodNotAllowedError } from './errors.ts'

/** Seconds after which a broker that went away, or a queue that was full, is worth another try. */
const retryAfterSeconds = 5

/** Answers a request that failed with its error, as `docs/api.md` says. */
export function failure(context: Context, error: Error): Response {
  // Who hung up in the middle of a body reads no answer, and has found no bug.
  if (context.req.raw.signal.aborted) return context.body(null)
  if (!(error instanceof PlatformError)) {
    log({ level: 'error', message: error.stack ?? error.message })
    return context.json({ error: { code: 'BONGHWA_BUG', message: `This is a bug: ${error.message}` } }, 500)
  }
  const status = statusOf(error)
  if (error instanceof FunctionBusyError) context.header('retry-after', String(error.retryAfterSeconds))
  else if (status === 429 || status === 503) context.header('retry-after', String(retryAfterSeconds))
  if (status === 401) context.header('www-authenticate', 'Bearer realm="bonghwa"')
  if (error instanceof MethodNotAllowedError) context.header('allow', error.allowed.join(', '))
  return context.json({ error: { code: error.code, message: error.message } }, status)
}

const statuses: Readonly<Record<string, ContentfulStatusCode>> = {
  BONGHWA_UNAUTHENTICATED: 401,
  BONGHWA_FORBIDDEN: 403,
  BONGHWA_FOREIGN_ORIGIN: 403,
  BONGHWA_FOREIGN_HOST: 403,
  BONGHWA_FOREIGN_REQUEST: 403,
  BONGHWA_METHOD_NOT_ALLOWED: 405,
  BONGHWA_FUNCTION_PAUSED: 409,
  BONGHWA_BODY_TOO_LARGE: 413,
  BONGHWA_BODY_ENCODED: 415,
  BONGHWA_FUNCTION_BUSY: 429,
  BONGHWA_TOO_MANY_ATTEMPTS: 429,
  BONGHWA_PUBLISH_REFUSED: 429,
  BONGHWA_TOKENS_INVALID: 500,
  BONGHWA_CALL_UNSUPPORTED: 501,
  BONGHWA_HOLD_UNSUPPORTED: 501,
  BONGHWA_REGION_ELSEWHERE: 501,
  BONGHWA_SIGN_IN_FAILED: 502,
  BONGHWA_HANDLER_FAILED: 502,
  BONGHWA_HANDLER_BROKEN: 502,
  BONGHWA_INSTANCE_GONE: 502,
  BONGHWA_BROKER_UNREACHABLE: 503,
  BONGHWA_NOT_READY: 503,
  BONGHWA_QUEUE_UNWRITABLE: 503,
  BONGHWA_HANDLER_TIMEOUT: 504,
}

export const statusOf = ({ code }: PlatformError): ContentfulStatusCode =>
  statuses[code] ?? (/_(UNKNOWN|NOT_FOUND)$/.test(code) ? 404 : 400)
