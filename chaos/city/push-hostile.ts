import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Random } from '../random.ts'
import { hostileFrame, hostileKinds } from './hostile-frames.ts'

const answerWithinMs = 15_000
/** That the sender was turned away: no picture, or too large. RFC 6455. */
const turnedAway = [1003, 1009]

/** Sends what is no picture where pictures are sent, one kind after another: each may be skipped or turned away, no more. */
export async function pushHostile(
  url: string,
  sound: Uint8Array,
  random: Random,
): Promise<readonly string[]> {
  const problems: string[] = []
  for (const kind of hostileKinds) {
    const socket = new WebSocket(url.replace('http', 'ws'))
    const end = await answerTo(socket, hostileFrame(kind, sound, random.between(0, 1)))
    socket.terminate()
    if (typeof end === 'number' && !turnedAway.includes(end))
      problems.push(`A ${kind} picture ended its line with ${end}.`)
  }
  return problems
}

/** The code with which the line was closed; words when the picture was taken, or nobody was there to take it. */
async function answerTo(socket: WebSocket, picture: Uint8Array): Promise<number | string> {
  const signal = AbortSignal.timeout(answerWithinMs)
  try {
    await once(socket, 'open', { signal })
    const answered = Promise.race([
      once(socket, 'message', { signal }).then(() => 'taken'),
      once(socket, 'close', { signal }).then(([code]) => code as number),
    ])
    socket.send(picture)
    const code = await answered
    // The line broke without a word: something else struck.
    return code === 1006 ? 'broken' : code
  } catch {
    return 'nobody'
  }
}
