import { isIP } from 'node:net'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import { refusal } from '../camera/address-policy.ts'

/**
 * The address that asks. Behind a proxy of this machine or its network it is the one that the proxy says it was asked by, else a
 * thousand phones would count as one; what anybody farther off says of itself counts for nothing.
 *
 * @returns empty for a request made within this process
 */
export function askingAddress(context: Context): string {
  if (context.env?.incoming === undefined) return ''
  const address = getConnInfo(context).remote.address ?? ''
  return askedThrough(address, context.req.header('x-forwarded-for'))
}

/** @param forwarded `X-Forwarded-For`: each proxy adds whom it was asked by at its end */
export function askedThrough(address: string, forwarded: string | undefined): string {
  const before = forwarded?.split(',').at(-1)?.trim() ?? ''
  return isNear(address) && isIP(before) !== 0 ? before : address
}

function isNear(address: string): boolean {
  return isIP(address) !== 0 && refusal(address, 'public') !== undefined
}
