import { ChannelFailedError } from './errors.ts'

/**
 * What an answer that is not a success means. A service that is asked too often, or that does not let this account
 * in, took nothing; one that broke may have.
 *
 * @param said what the service gave as the reason
 */
export function failureOf(status: number, said: string, retryAfterMs?: number): ChannelFailedError {
  const problem = `the service answered ${status}${said === '' ? '' : `, ${said}`}`
  const later = [401, 403, 425, 429].includes(status)
  const broken = status === 408 || status >= 500
  return new ChannelFailedError(later ? 'later' : broken ? 'unsure' : 'refused', problem, retryAfterMs)
}

/**
 * How long a service wants to be left alone, by the headers that are in use for it: `Retry-After` (RFC 9110, section
 * 10.2.3: seconds or a date), and, once nothing is left, the time of the reset: `RateLimit-Reset` of Bluesky and
 * `X-Rate-Limit-Reset` of X as epoch seconds, `X-RateLimit-Reset` of Mastodon as an instant.
 *
 * @param now epoch milliseconds
 */
export function retryAfterMs(header: (name: string) => string | null, now: number): number | undefined {
  const after = header('retry-after')
  const reset = header('x-rate-limit-reset') ?? header('x-ratelimit-reset') ?? header('ratelimit-reset')
  const wait = after === null ? untilReset(reset, now) : secondsOrDate(after, now)
  return wait === undefined || Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), longestMs)
}

/** A service that asks for more is asked again after an hour all the same. */
const longestMs = 3_600_000

function secondsOrDate(text: string, now: number): number {
  return /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now
}

function untilReset(text: string | null, now: number): number | undefined {
  if (text === null) return undefined
  return (/^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text)) - now
}
