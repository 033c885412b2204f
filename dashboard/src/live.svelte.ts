import { getJson, type IncidentFeature } from './api.ts'
import { clockOffset } from './clock-offset.ts'
import { now } from './now.svelte.ts'
import { emptyPicture, type News, type Picture, receive } from './picture.ts'
import { session } from './session/session.svelte.ts'
import { readSse } from './sse.ts'

/** Whether the city is heard and since when, in epoch milliseconds. */
export interface Link {
  readonly state: 'connecting' | 'live' | 'offline'
  readonly since: number
}

/** The city as this page sees it. When the line breaks, the last picture stays. */
export interface Live {
  readonly picture: Picture
  readonly link: Link
  /** What could not be asked, by part, with the remedy that the city gave. */
  readonly problems: Readonly<Record<string, string>>
  /** Takes in something that the page itself learned, e.g. the answer to a review. */
  tell(news: News): void
  stop(): void
}

/** The city sends a keep-alive every 15 s: silence for this long means that the line is dead. */
const silence = 40_000

/** Waits between two tries, in milliseconds; the last one is repeated. */
const waits = [500, 1000, 2000, 4000, 8000]

/** How long after a question that failed it is asked again, in milliseconds. */
const patience = 5000

const liveKinds = ['functions', 'regions', 'nodes', 'cameras', 'incident', 'post']

export function openLive(): Live {
  let picture = $state.raw<Picture>(emptyPicture)
  let link = $state.raw<Link>({ state: 'connecting', since: Date.now() })
  let problems = $state.raw<Record<string, string>>({})
  const stopped = new AbortController()

  const tell = (news: News) => {
    picture = receive(picture, news, now.exactly())
  }
  const enter = (state: Link['state']) => {
    if (link.state !== state) link = { state, since: now.exactly() }
  }

  const ask = async <T>(part: string, path: string, use: (body: T) => void) => {
    try {
      use(await getJson<T>(path))
      const { [part]: _, ...others } = problems
      problems = others
    } catch (error) {
      problems = { ...problems, [part]: error instanceof Error ? error.message : String(error) }
      if (link.state === 'live') setTimeout(() => ask(part, path, use), patience)
    }
  }

  /** What the live stream does not repeat at its beginning. */
  const askForTheRest = () => {
    ask('city', '/api/city', (data: NonNullable<Picture['city']>) => tell({ kind: 'city', data }))
    ask('functions', '/api/history?minutes=15', (data: []) => tell({ kind: 'history', data }))
    ask('posts', '/api/posts?status=all', (data: []) => tell({ kind: 'posts', data }))
    ask('incidents', '/api/incidents?limit=100', (body: { features: IncidentFeature[] }) =>
      tell({ kind: 'incidents', data: body.features }),
    )
  }

  /** Listens until the line breaks. */
  const listen = async () => {
    const line = new AbortController()
    stopped.signal.addEventListener('abort', () => line.abort(), { signal: line.signal })
    let watchdog = setTimeout(() => line.abort(), silence)
    try {
      const asked = Date.now()
      const response = await fetch('/api/live', {
        signal: line.signal,
        headers: { accept: 'text/event-stream' },
      })
      // The session is over, or tokens were made meanwhile.
      if (response.status === 401) await session.ask()
      if (!response.ok || response.body === null) return
      now.offset = clockOffset(asked, Date.now(), response.headers.get('date'))
      enter('live')
      askForTheRest()
      await readSse(
        response.body,
        ({ event, data }) => {
          if (liveKinds.includes(event)) tell({ kind: event, data: JSON.parse(data) } as News)
        },
        () => {
          clearTimeout(watchdog)
          watchdog = setTimeout(() => line.abort(), silence)
        },
      )
    } catch {
      // The line broke; the caller waits and tries again.
    } finally {
      clearTimeout(watchdog)
      line.abort()
    }
  }

  const keepListening = async () => {
    for (let tries = 0; !stopped.signal.aborted; tries++) {
      const startedAt = Date.now()
      await listen()
      if (stopped.signal.aborted) return
      if (Date.now() - startedAt > 10_000) tries = 0
      enter('offline')
      await new Promise((resolve) => setTimeout(resolve, waits[Math.min(tries, waits.length - 1)]))
    }
  }
  keepListening()

  return {
    get picture() {
      return picture
    },
    get link() {
      return link
    },
    get problems() {
      return problems
    },
    tell,
    stop: () => stopped.abort(),
  }
}
