import { inputOptions } from './decode.ts'
import { DecodeError, startFfmpeg } from './ffmpeg-process.ts'
import { FlvCodecError, flvPackets, type Packet } from './flv.ts'

/** The source cannot be read as packets, though it may well be decoded: its codec, or its clock, does not allow it. */
export class NoPacketsError extends DecodeError {}

export interface PacketOptions {
  readonly ffmpeg: string
  /** Read a file no faster than it plays. */
  readonly realTime: boolean
  readonly signal: AbortSignal
  /** As `DecodeOptions` has it. */
  readonly host?: string | undefined
}

/**
 * The coded pictures of a file or address, undecoded: reading costs a fiftieth of decoding. Throws `NoPacketsError`
 * when there is none.
 */
export async function* readPackets(
  input: string,
  { ffmpeg, realTime, signal, host }: PacketOptions,
): AsyncGenerator<Packet> {
  const options = [
    ...['-loglevel', 'error'],
    ...inputOptions(input, { realTime, host }),
    ...['-i', input],
    ...['-map', '0:v:0', '-c', 'copy'],
    ...['-flush_packets', '1', '-f', 'flv', 'pipe:1'],
  ]
  const process = startFfmpeg(ffmpeg, options, { signal })
  let pictures = 0
  try {
    for await (const packet of flvPackets(process.stdout)) {
      if (packet.kind === 'picture') pictures += 1
      yield packet
    }
    await process.succeeded()
    if (pictures === 0) throw new DecodeError(process.lastLine() ?? 'it holds no picture')
  } catch (error) {
    if (pictures > 0 || !(error instanceof DecodeError || error instanceof FlvCodecError)) throw error
    throw new NoPacketsError(error.message, { cause: error })
  } finally {
    await process.end()
  }
}
