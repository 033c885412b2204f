import { ImageUnreadableError } from '../frame/errors.ts'
import type { Frame } from '../frame/frame.ts'
import { decodeJpeg } from '../frame/jpeg.ts'
import type { Inbox, SentPicture } from './inbox.ts'
import { risingClock } from './rising-clock.ts'

export interface SentFramesOptions {
  readonly signal: AbortSignal
  /** Nothing is ever sent without one. */
  readonly inbox: Inbox | undefined
  /** Longest side of a frame in pixels. */
  readonly maxSide: number
  /** The frames of a clip in real time. */
  readonly play: (clip: string) => AsyncIterable<Frame>
  /** Told at every change of state. */
  readonly tell: (state: 'watching' | 'resting') => void
}

/** Where pictures are sent, nobody sends any more when none came for so long. */
const silenceMs = 5000

/** Pictures as they are sent, and clips that are asked for in their place until the next is sent. */
export async function* sentFrames(id: string, options: SentFramesOptions): AsyncGenerator<Frame> {
  const { signal, inbox, maxSide, play } = options
  const now = risingClock()
  let state: 'starting' | 'watching' | 'resting' = 'starting'
  const enter = (next: 'watching' | 'resting') => {
    if (next !== state) options.tell(next)
    state = next
  }
  while (inbox !== undefined) {
    const next = await inbox.take(state === 'starting' ? 0 : silenceMs, signal)
    if (next === undefined) enter('resting')
    else if ('clip' in next) {
      for await (const frame of play(next.clip)) {
        enter('watching')
        yield frame
        if (inbox.waiting) break
      }
      enter('resting')
    } else {
      const frame = await frameOf(id, next, maxSide)
      if (frame === undefined) continue
      enter('watching')
      yield { ...frame, capturedAt: now(next.at) }
    }
  }
}

/** `undefined` for what is no picture: whoever sends it may send a better one next. */
async function frameOf(id: string, { jpeg }: SentPicture, maxSide: number): Promise<Frame | undefined> {
  try {
    return await decodeJpeg(jpeg, { name: `A picture for ${id}`, maxSide })
  } catch (error) {
    if (error instanceof ImageUnreadableError) return undefined
    throw error
  }
}
