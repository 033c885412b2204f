import { isIPv4 } from 'node:net'

/** Whether only this machine can reach what listens on this host, or be meant by it. Brackets of IPv6 may be there. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  return (
    bare === 'localhost' ||
    bare.endsWith('.localhost') ||
    bare === '::1' ||
    (isIPv4(bare) && bare.startsWith('127.'))
  )
}
