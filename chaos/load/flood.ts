// A process of its own, so that it does not wait for what it floods: so many requests a second over a few connections,
// whether they are answered or not. `process.send` gets what was answered.
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface FloodOrder {
  readonly port: number
  /** Events a second. */
  readonly rate: number
  readonly seconds: number
  readonly connections: number
  /** Folder into which the handler writes. */
  readonly ledger: string
  /** One event of so many is poison. */
  readonly poisonOf: number
}

export interface FloodResult {
  readonly sent: number
  readonly seconds: number
  /** Times that an answer came, by status. */
  readonly answers: Readonly<Record<string, number>>
  /** Of answers 429 or 503 without the header. */
  readonly withoutRetryAfter: number
  /** Ids that were answered with 202, and when each was sent. */
  readonly accepted: readonly (readonly [id: string, sentAt: number])[]
  /** Milliseconds from the request to its answer, by share. */
  readonly answerMs: { readonly median: number; readonly p99: number }
  /** Connections that the other side ended before it had answered all. */
  readonly broken: number
}

/** Unanswered requests of one connection; beyond that the flood waits, as any client with finite memory. */
const mostUnanswered = 16

process.once(
  'message',
  (order) => void flood(order as FloodOrder).then((result) => process.send?.(result, () => process.exit())),
)

async function flood({
  port,
  rate,
  seconds,
  connections,
  ledger,
  poisonOf,
}: FloodOrder): Promise<FloodResult> {
  const answers: Record<string, number> = {}
  const accepted: (readonly [string, number])[] = []
  const took: number[] = []
  let [sent, withoutRetryAfter, broken] = [0, 0, 0]

  function line() {
    const unanswered: { id: string; at: number }[] = []
    let socket: Socket | undefined
    let rest = ''
    function open() {
      rest = ''
      unanswered.length = 0
      socket = connect(port, '127.0.0.1')
      socket.setNoDelay(true).setEncoding('latin1')
      socket.on('data', read)
      socket.on('error', () => {})
      socket.once('close', () => {
        if (stopped) return
        // An idle one may be closed by a server.
        if (unanswered.length > 0) broken++
        open()
      })
    }
    function read(text: string) {
      rest += text
      for (;;) {
        const end = rest.indexOf('\r\n\r\n')
        if (end < 0) return
        const head = rest.slice(0, end)
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
        if (rest.length < end + 4 + length) return
        rest = rest.slice(end + 4 + length)
        note(head)
      }
    }
    function note(head: string) {
      const asked = unanswered.shift()
      if (asked === undefined) return
      const status = head.slice(9, 12)
      answers[status] = (answers[status] ?? 0) + 1
      took.push(performance.now() - asked.at)
      if (status === '202') accepted.push([asked.id, Math.round(performance.timeOrigin + asked.at)])
      else if (!/retry-after:/i.test(head)) withoutRetryAfter++
    }
    open()
    return {
      get room() {
        return unanswered.length < mostUnanswered && socket?.writable === true
      },
      send(id: string, body: string) {
        unanswered.push({ id, at: performance.now() })
        socket?.write(
          `POST /api/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/cloudevents+json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        )
      },
      get waiting() {
        return unanswered.length
      },
      end: () => socket?.destroy(),
    }
  }

  let stopped = false
  const lines = Array.from({ length: connections }, line)
  const began = performance.now()
  let next = 0
  while (performance.now() - began < seconds * 1000) {
    const due = Math.floor(((performance.now() - began) / 1000) * rate)
    for (let tries = 0; sent < due && tries < connections; next++) {
      const chosen = lines[next % connections]!
      if (!chosen.room) {
        tries++
        continue
      }
      tries = 0
      const id = `flood-${++sent}`
      chosen.send(id, eventOf(id, sent % poisonOf === 0, ledger))
    }
    await sleep(2)
  }
  const lasted = (performance.now() - began) / 1000
  const patience = performance.now() + 10_000
  while (lines.some(({ waiting }) => waiting > 0) && performance.now() < patience) await sleep(20)
  stopped = true
  for (const each of lines) each.end()
  took.sort((a, b) => a - b)
  const share = (part: number) => took[Math.floor(part * (took.length - 1))] ?? Number.NaN
  const answerMs = { median: share(0.5), p99: share(0.99) }
  return { sent, seconds: lasted, answers, withoutRetryAfter, accepted, answerMs, broken }
}

const eventOf = (id: string, poison: boolean, ledger: string): string =>
  JSON.stringify({
    ...{ specversion: '1.0', id, source: '/chaos', type: 'dev.bonghwa.chaos.load', region: 'seoul' },
    data: { ledger, poison, filling: 'x'.repeat(200) },
  })
