import { lookup } from 'node:dns/promises'
import { BlockList, isIP, isIPv6 } from 'node:net'

/** Where a program of the city may connect to. `public`: the internet only. `private`: this machine and its networks too. */
export type Reach = 'public' | 'private'

/** An address that must not be connected to, with the reason in words. */
export class AddressRefusedError extends Error {}

/** Nobody's business: the cloud's metadata services live on link-local addresses, and nothing lives on the others. */
const never = blocked([
  ...['0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/128', 'fe80::/10', 'ff00::/8', '64:ff9b::/96', 'fd00:ec2::254/128'],
])
/** Sources: RFC 1918, RFC 6598, RFC 4193, RFC 2544. */
const inside = blocked([
  ...['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.18.0.0/15'],
  ...['::1/128', 'fc00::/7'],
])

/** Why this address must not be connected to; `undefined` when it may. */
export function refusal(address: string, reach: Reach): string | undefined {
  const bare = address.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '')
  const mapped = mappedIn(bare)
  if (mapped !== undefined) return refusal(mapped, reach)
  const family = isIPv6(bare) ? 'ipv6' : 'ipv4'
  if (never.check(bare, family)) return `${address} is a link-local or reserved address`
  if (reach === 'public' && inside.check(bare, family))
    return `${address} is an address of this machine or its network`
  return undefined
}

/**
 * The addresses of a host, every one of which may be connected to.
 *
 * @throws AddressRefusedError, and whatever the resolver throws
 */
export async function allowedAddresses(host: string, reach: Reach) {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const found = isIP(bare) ? [{ address: bare, family: isIP(bare) }] : await lookup(bare, { all: true })
  for (const { address } of found) {
    const problem = refusal(address, reach)
    if (problem !== undefined) throw new AddressRefusedError(problem)
  }
  return found
}

function blocked(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [net = '', prefix] = range.split('/')
    list.addSubnet(net, Number(prefix), isIPv6(net) ? 'ipv6' : 'ipv4')
  }
  return list
}

/** The IPv4 address within an IPv6 one, `::ffff:10.0.0.1`, however it is written. */
function mappedIn(address: string): string | undefined {
  if (!isIPv6(address)) return undefined
  // The URL parser writes every address in one way.
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1)
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical) ?? []
  if (high === undefined || low === undefined) return undefined
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return [a >> 8, a & 255, b >> 8, b & 255].join('.')
}
