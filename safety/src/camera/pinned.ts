import { allowedAddresses, type Reach } from './address-policy.ts'

/** A camera's address as ffmpeg is to open it: what was looked at is what is connected to. */
export interface PinnedInput {
  readonly input: string
  /** By which an HTTP server is asked, since the address no longer has its name. */
  readonly host: string | undefined
}

/**
 * Puts an address in the place of the host's name, so that nobody can give the name another address in between. The name
 * stays where TLS needs it, and in RTMP, whose servers go by it.
 *
 * @param turn of several addresses, which one: the next when one did not answer
 * @throws AddressRefusedError, and whatever the resolver throws
 */
export async function pinned(url: string, reach: Reach, turn: number): Promise<PinnedInput> {
  const { protocol, host, hostname } = new URL(url)
  const addresses = await allowedAddresses(hostname, reach)
  const { address, family } = addresses[turn % addresses.length] ?? { address: hostname, family: 4 }
  if (protocol !== 'http:' && protocol !== 'rtsp:') return { input: url, host: undefined }
  // Not through URL, which would write user, password and path in a way of its own.
  const input = url.replace(hostIn, (_, before: string) => before + (family === 6 ? `[${address}]` : address))
  return { input, host: protocol === 'http:' ? host : undefined }
}

const hostIn = /^([a-z]+:\/\/(?:[^/?#]*@)?)(?:\[[^\]]*\]|[^/?#:@]*)/i
