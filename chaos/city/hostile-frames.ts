import { randomBytes } from 'node:crypto'

/** What a camera may send in place of pictures. */
export const hostileKinds = ['garbage', 'truncated', 'huge', 'empty'] as const
export type HostileKind = (typeof hostileKinds)[number]

/** @param sound a JPEG */
export function hostileFrame(kind: HostileKind, sound: Uint8Array, fraction: number): Uint8Array {
  switch (kind) {
    case 'garbage':
      return randomBytes(1 + Math.floor(fraction * 100_000))
    case 'truncated':
      return sound.subarray(0, 1 + Math.floor(fraction * (sound.length - 1)))
    case 'huge':
      return fraction < 0.5
        ? claiming(sound, 65_000, 65_000)
        : Buffer.concat([sound, Buffer.alloc(16 * 2 ** 20)])
    case 'empty':
      return new Uint8Array()
  }
}

/** The same, with another size in its header: whoever believes it makes room for gigabytes. */
function claiming(sound: Uint8Array, width: number, height: number): Uint8Array {
  const jpeg = Buffer.from(sound)
  for (let at = 2; at + 9 < jpeg.length; ) {
    const marker = jpeg.readUInt8(at + 1)
    // Start of a frame, baseline to progressive.
    if (marker >= 0xc0 && marker <= 0xc2) {
      jpeg.writeUInt16BE(height, at + 5)
      jpeg.writeUInt16BE(width, at + 7)
      return jpeg
    }
    at += 2 + jpeg.readUInt16BE(at + 2)
  }
  return jpeg
}
