/** One coded picture of a video stream, or the codec's settings that come before the pictures. */
export interface Packet {
  readonly kind: 'settings' | 'picture'
  /** Decodable without any other picture. */
  readonly key: boolean
  /** When it is shown, in milliseconds of the source's own clock. */
  readonly at: number
  /** The whole FLV tag, and the tag size that follows it. */
  readonly bytes: Uint8Array
}

/** A stream of FLV begins with this; video only. */
export const flvHeader = Uint8Array.from([0x46, 0x4c, 0x56, 1, 1, 0, 0, 0, 9, 0, 0, 0, 0])

/**
 * Cuts a stream of FLV into its video packets. FLV is chosen for what it lacks: nothing in it waits for what comes
 * next, so a picture is out as soon as it is in. Throws `FlvCodecError` at a codec whose packets it cannot tell apart.
 */
export async function* flvPackets(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Packet> {
  let rest: Uint8Array = new Uint8Array()
  let begun = false
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    if (!begun) {
      if (rest.length < flvHeader.length) continue
      rest = rest.subarray(flvHeader.length)
      begun = true
    }
    for (let length = tagLength(rest); length <= rest.length; length = tagLength(rest)) {
      const packet = packetOf(rest.subarray(0, length))
      if (packet !== undefined) yield packet
      rest = rest.subarray(length)
    }
  }
}

/** The stream's codec is none whose packets are known here. */
export class FlvCodecError extends Error {}

const headLength = 11
const tailLength = 4
const videoTag = 9

function tagLength(bytes: Uint8Array): number {
  return bytes.length < headLength ? Number.POSITIVE_INFINITY : headLength + unsigned24(bytes, 1) + tailLength
}

function packetOf(tag: Uint8Array): Packet | undefined {
  if (tag[0] !== videoTag || tag.length < headLength + 5 + tailLength) return undefined
  const decodedAt = unsigned24(tag, 4) + tag[7]! * 2 ** 24
  // Its own memory: the chunk it came in may be large.
  const bytes = Uint8Array.from(tag)
  const first = tag[headLength]!
  // Since 2023 the highest bit says that a four-letter codec follows, as HEVC and AV1 have it.
  const enhanced = (first & 0x80) !== 0
  const key = ((first >> 4) & 7) === 1
  const kind = enhanced ? first & 15 : tag[headLength + 1]!
  if (!enhanced && (first & 15) !== 7) throw new FlvCodecError(`codec ${first & 15} of FLV is not known here`)
  if (kind === 0) return { kind: 'settings', key: false, at: decodedAt, bytes }
  if (kind !== 1 && !(enhanced && kind === 3)) return undefined
  const shownLater = kind === 3 ? 0 : signed24(tag, headLength + (enhanced ? 5 : 2))
  return { kind: 'picture', key, at: decodedAt + shownLater, bytes }
}

const unsigned24 = (bytes: Uint8Array, at: number) =>
  bytes[at]! * 65_536 + bytes[at + 1]! * 256 + bytes[at + 2]!
const signed24 = (bytes: Uint8Array, at: number) => (unsigned24(bytes, at) << 8) >> 8
