import type { MiddlewareHandler } from 'hono'

/** What every answer says to browsers; a page says more of its own policy. */
const always: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), payment=(), usb=(), geolocation=(self), screen-wake-lock=(self)',
}
/** Of what is no page: should a browser show it as one, it can do nothing. */
const nothing = "default-src 'none'; frame-ancestors 'none'"

export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next()
  secure(context.res.headers, context.req.path)
}

/** Adds to the headers of an answer what it does not say of itself. */
export function secure(headers: Headers, path: string): void {
  for (const [name, value] of Object.entries(always)) headers.set(name, value)
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', nothing)
  // What the city sees is kept by no browser unless a route says so.
  if (path.startsWith('/api/') && !headers.has('cache-control')) headers.set('cache-control', 'no-store')
}
