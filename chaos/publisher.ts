import { setTimeout as sleep } from 'node:timers/promises'
import type { Accepted } from './verdict.ts'

/** An event, and what must come of it. */
export interface Published {
  readonly event: object
  readonly wants: readonly string[]
}

/** Publishes events as long as it is not stopped, and knows which of them were taken. */
export interface Publisher {
  readonly accepted: readonly Accepted[]
  /** Answers other than 202, and requests without one, by what came: those events were never promised. */
  readonly refused: ReadonlyMap<string, number>
  /** What comes from now on is counted under this fault. */
  underFault(kind: string): void
  /** Publishes one event whose handler fails so. */
  poison(fate: 'throw' | 'exit'): Promise<void>
  /** Publishes no more; resolves when the last answer is there. */
  stop(): Promise<void>
}

export interface PublisherOptions {
  readonly url: string
  readonly perSecond: number
  /** Makes an event with this id. */
  readonly event: (id: string, fate?: 'throw' | 'exit') => Published
}

/** A publisher does not wait for an answer for longer. */
const patienceMs = 15_000

export function publisher({ url, perSecond, event }: PublisherOptions): Publisher {
  const accepted: Accepted[] = []
  const refused = new Map<string, number>()
  const open = new Set<Promise<void>>()
  let after = 'none yet'
  let count = 0
  let stopped = false

  async function publish(fate?: 'throw' | 'exit') {
    const id = `event-${++count}`
    const published = event(id, fate)
    const under = after
    const answer = await send(JSON.stringify(published.event))
    if (answer === 202)
      accepted.push({ id, after: under, poison: fate !== undefined, wants: published.wants })
    else refused.set(String(answer), (refused.get(String(answer)) ?? 0) + 1)
  }

  async function send(body: string): Promise<number | string> {
    try {
      const answer = await fetch(`${url}/api/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents+json' },
        body,
        signal: AbortSignal.timeout(patienceMs),
      })
      await answer.arrayBuffer()
      return answer.status
    } catch {
      return 'no answer'
    }
  }

  function begin(fate?: 'throw' | 'exit'): Promise<void> {
    const publishing = publish(fate)
    open.add(publishing)
    return publishing.finally(() => open.delete(publishing))
  }

  async function keepPublishing() {
    while (!stopped) {
      void begin()
      await sleep(1000 / perSecond)
    }
  }
  const going = keepPublishing()

  return {
    accepted,
    refused,
    underFault(kind) {
      after = kind
    },
    poison: begin,
    async stop() {
      stopped = true
      await going
      await Promise.all(open)
    },
  }
}
