import type {
  Camera,
  City,
  CityNode,
  FunctionState,
  HistoryEntry,
  IncidentFeature,
  Post,
  Region,
} from './api.ts'

/** All that the console knows of the city. A part is `null` until it was first told. */
export interface Picture {
  readonly city: City | null
  readonly regions: readonly Region[] | null
  readonly nodes: readonly CityNode[] | null
  readonly functions: readonly FunctionState[] | null
  readonly cameras: readonly Camera[] | null
  /** Newest first. */
  readonly incidents: readonly IncidentFeature[] | null
  /** Newest first. */
  readonly posts: readonly Post[] | null
  /** Per function, oldest first. */
  readonly history: Readonly<Record<string, readonly Point[]>>
  /** Instances that came up, oldest first. */
  readonly starts: readonly Start[]
  /** How many cameras saw movement, oldest first; known from the moment the page opened. */
  readonly movement: readonly Point[]
}

/** What was true from `at` (epoch milliseconds) until the next point. */
export interface Point {
  readonly at: number
  readonly replicas: number
  readonly messagesReady: number
}

export interface Start {
  readonly at: number
  readonly function: string
  readonly instance: string
  /** How asleep the instance was: `frozen`, `stand-by` or `cold`. */
  readonly tier: string
}

/** One message of the live stream or one answer to a first question. */
export type News =
  | { readonly kind: 'city'; readonly data: City }
  | { readonly kind: 'regions'; readonly data: readonly Region[] }
  | { readonly kind: 'nodes'; readonly data: readonly CityNode[] }
  | { readonly kind: 'functions'; readonly data: readonly FunctionState[] }
  | { readonly kind: 'cameras'; readonly data: readonly Camera[] }
  | { readonly kind: 'incidents'; readonly data: readonly IncidentFeature[] }
  | { readonly kind: 'incident'; readonly data: IncidentFeature }
  | { readonly kind: 'posts'; readonly data: readonly Post[] }
  | { readonly kind: 'post'; readonly data: Post }
  | { readonly kind: 'history'; readonly data: readonly HistoryEntry[] }

/** How long the past is kept, in milliseconds: more than any row shows. */
export const kept = 15 * 60_000

const keptIncidents = 200

export const emptyPicture: Picture = {
  city: null,
  regions: null,
  nodes: null,
  functions: null,
  cameras: null,
  incidents: null,
  posts: null,
  history: {},
  starts: [],
  movement: [],
}

/** The picture after `news` that arrived at `now` (epoch milliseconds). The old picture stays as it was. */
export function receive(picture: Picture, news: News, now: number): Picture {
  switch (news.kind) {
    case 'city':
      return { ...picture, city: news.data, regions: picture.regions ?? byRank(news.data.regions) }
    case 'regions':
      return { ...picture, regions: byRank(news.data) }
    case 'nodes':
      return { ...picture, nodes: news.data }
    case 'functions':
      return receiveFunctions(picture, news.data, now)
    case 'cameras':
      return {
        ...picture,
        cameras: news.data,
        movement: extend(
          picture.movement,
          { at: now, replicas: news.data.filter((camera) => camera.moving).length, messagesReady: 0 },
          now,
        ),
      }
    case 'incidents':
      return { ...picture, incidents: newestIncidents([...news.data]) }
    case 'incident':
      return { ...picture, incidents: newestIncidents(replaced(picture.incidents ?? [], news.data)) }
    case 'posts':
      return { ...picture, posts: newestPosts([...news.data]) }
    case 'post':
      return { ...picture, posts: newestPosts(replaced(picture.posts ?? [], news.data)) }
    case 'history':
      return { ...picture, history: withHistory(picture, news.data) }
  }
}

function receiveFunctions(picture: Picture, functions: readonly FunctionState[], now: number): Picture {
  const history: Record<string, readonly Point[]> = {}
  const known = new Set(picture.starts.map((start) => start.instance))
  const starts = picture.starts.filter((start) => start.at > now - kept)
  for (const { name, replicas, messagesReady, instances } of functions) {
    history[name] = extend(picture.history[name] ?? [], { at: now, replicas, messagesReady }, now)
    for (const { id, tier, startedAt } of instances) {
      if (!known.has(id)) starts.push({ at: Date.parse(startedAt), function: name, instance: id, tier })
    }
  }
  return { ...picture, functions, history, starts }
}

/** Adds a point when it says something new, and forgets what is too old, the point still in force excepted. */
function extend(points: readonly Point[], point: Point, now: number): readonly Point[] {
  const last = points.at(-1)
  const same = last?.replicas === point.replicas && last.messagesReady === point.messagesReady
  const next = points[1]
  const stale = next !== undefined && next.at < now - kept
  if (same && !stale) return points
  const firstKept = points.findLastIndex((old) => old.at <= now - kept)
  return [...points.slice(Math.max(firstKept, 0)), ...(same ? [] : [point])]
}

/** The city's own past, and after it what the live stream told in the meantime. */
function withHistory(picture: Picture, entries: readonly HistoryEntry[]): Picture['history'] {
  const told = new Map<string, Point[]>()
  for (const { at, function: name, replicas, messagesReady } of entries) {
    const points = told.get(name) ?? []
    told.set(name, points)
    points.push({ at: Date.parse(at), replicas, messagesReady })
  }
  const history: Record<string, readonly Point[]> = { ...picture.history }
  for (const [name, points] of told) {
    const until = points.at(-1)?.at ?? 0
    history[name] = [...points, ...(picture.history[name] ?? []).filter((point) => point.at > until)]
  }
  return history
}

function byRank(regions: readonly Region[]): readonly Region[] {
  return regions.toSorted((a, b) => a.rank - b.rank)
}

function replaced<T extends { readonly id: string }>(all: readonly T[], one: T): T[] {
  return [one, ...all.filter((other) => other.id !== one.id)]
}

function newestIncidents(incidents: IncidentFeature[]): IncidentFeature[] {
  return incidents
    .sort((a, b) => Date.parse(b.properties.openedAt) - Date.parse(a.properties.openedAt))
    .slice(0, keptIncidents)
}

function newestPosts(posts: Post[]): Post[] {
  return posts.sort((a, b) => Date.parse(b.postedAt) - Date.parse(a.postedAt)).slice(0, keptIncidents)
}
