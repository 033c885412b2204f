import { once } from 'node:events'
import { connect } from 'node:net'

/** Bodies of a publisher that has gone mad, each with what must not come of it. */
export async function sendGarbage(url: string): Promise<string[]> {
  const answers = await Promise.all([
    post(url, 'nothing', ''),
    post(url, 'bytes', Buffer.from([0, 255, 254, 1, 13, 10, 0])),
    post(url, 'half an event', '{"specversion":"1.0","id":"half'),
    post(url, 'a list', '[[],{},null]'),
    post(url, 'two megabytes', `{"specversion":"1.0","data":"${'x'.repeat(2_000_000)}"}`),
    post(url, 'deep nesting', '['.repeat(100_000)),
  ])
  await breakOff(url)
  return answers.flatMap(([what, status]) =>
    status === undefined || (status >= 400 && status < 500) || status === 503
      ? []
      : [`A body of ${what} was answered with ${status}.`],
  )
}

async function post(url: string, what: string, body: string | Uint8Array<ArrayBuffer>) {
  const answer = await fetch(`${url}/api/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body,
    signal: AbortSignal.timeout(15_000),
  }).catch(() => undefined)
  await answer?.arrayBuffer().catch(() => undefined)
  return [what, answer?.status] as const
}

/** Announces more than it sends, and goes away. */
async function breakOff(url: string) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  // Whether anybody listens is not what it is about.
  socket.on('error', () => {})
  socket.write(
    'POST /api/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/cloudevents+json\r\nContent-Length: 900\r\n\r\n{"spec',
    () => socket.destroy(),
  )
  if (!socket.closed) await once(socket, 'close')
}
