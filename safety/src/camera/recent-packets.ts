import type { Packet } from './flv.ts'

/** What a source sent since the key frame before its last: enough to decode what led to its latest picture. */
export interface RecentPackets {
  add(packet: Packet): void
  /** Oldest first, beginning with a key frame; empty when there is none. */
  all(): readonly Packet[]
}

/** @param most bytes kept; of more, nothing is kept until the next key frame */
export function recentPackets(most = 8 * 1024 * 1024): RecentPackets {
  /** Groups of pictures, each a key frame and what follows it. */
  let groups: Packet[][] = []
  let bytes = 0
  return {
    add(packet) {
      if (packet.key) groups = [...groups.slice(-1), [packet]]
      else groups.at(-1)?.push(packet)
      bytes = packet.key ? sizeOf(groups) : bytes + packet.bytes.length
      if (bytes > most) groups = []
    },
    all: () => groups.flat(),
  }
}

const sizeOf = (groups: readonly Packet[][]) =>
  groups.flat().reduce((sum, { bytes }) => sum + bytes.length, 0)
