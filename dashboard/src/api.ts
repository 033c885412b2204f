/** The shapes of the HTTP interface (`docs/api.md`) that the console reads. Instants are RFC 3339 strings. */

export type Label = 'accident' | 'fire' | 'gun' | 'knife'

/** One text in each language that the city speaks. */
export interface Title {
  readonly ko?: string
  readonly en: string
}

export interface Place {
  readonly latitude: number
  readonly longitude: number
}

export interface City {
  readonly name: string
  readonly map: { readonly style: string | null; readonly attribution: string }
  readonly regions: readonly Region[]
  readonly reviews: 'ask' | 'auto'
  readonly version: string
}

export interface Region {
  readonly name: string
  readonly title: Title
  readonly place: Place
  readonly core: boolean
  readonly state: 'alive' | 'dead'
  /** The region where this region's work runs now: itself unless it is dead, none when no region is left. */
  readonly servedBy: string | null
  readonly rank: number
}

export interface FunctionState {
  readonly name: string
  readonly on: readonly { readonly type?: string; readonly where?: Readonly<Record<string, unknown>> }[]
  readonly replicas: number
  readonly minReplicaCount: number
  readonly maxReplicaCount: number
  /** Seconds. */
  readonly cooldownPeriod: number
  readonly messagesReady: number
  readonly messagesUnacknowledged: number
  readonly deadLetters: number
  readonly dropped: number
  readonly invocations: number
  readonly errors: number
  /** How long its instances existed, together, since the city was started. */
  readonly instanceSeconds: number
  readonly coldStarts: Readonly<Record<string, number>>
  readonly lastActiveAt: string | null
  readonly problem: string | null
  readonly lanes: readonly Lane[]
  readonly instances: readonly Instance[]
}

/** An event that a function refused for good. */
export interface DeadLetter {
  readonly id: string
  readonly region: string
  readonly reason: string
  readonly attempts: number
  readonly deadAt: string
  readonly event: unknown
}

export interface LogLine {
  readonly at: string
  readonly instance: string
  readonly stream: string
  readonly line: string
}

export interface Lane {
  readonly name: string
  readonly region: string
  readonly runsIn: string | null
  readonly replicas: number
  /** What a person decided in place of the scaler. */
  readonly hold: Hold | null
}

export interface Hold {
  /** 0: paused. */
  readonly replicas: number
  /** Empty when nobody is known, as on a machine without tokens. */
  readonly by: string
  readonly since: string
}

export interface Instance {
  readonly id: string
  readonly region: string
  readonly node: string
  readonly tier: string
  readonly state: string
  /** Events that it has in work. */
  readonly inFlight: number
  readonly startedAt: string
}

export interface CityNode {
  readonly name: string
  readonly region: string
  readonly state: 'alive' | 'dead'
  readonly heartbeatAt: string
  readonly simulated: boolean
  readonly instances: number
  readonly standby: number
  readonly sources: readonly string[]
}

export interface Camera {
  readonly id: string
  readonly title: Title
  readonly region: string
  readonly place: Place
  /** Degrees clockwise from north, and how wide it sees. */
  readonly heading: number
  readonly fieldOfView: number
  readonly virtual: boolean
  /** Pictures are sent to it, or one of these clips is played; none for any other. */
  readonly push: { readonly clips: readonly string[] } | null
  readonly state: 'starting' | 'watching' | 'resting' | 'ended' | 'failed'
  readonly error: string | null
  readonly nextSceneAt: string | null
  readonly moving: boolean
  readonly framesSeen: number
  readonly framesSent: number
  readonly framesDropped: number
  /** Frames that its watch saw in each of the last seconds. */
  readonly fps: number
  readonly decoding: { readonly mode: 'key-frames' | 'full'; readonly keyFrameMs: number | null }
  /** Less than `full` where its machine has more cameras than it can look at. */
  readonly care: 'full' | 'key-frames' | 'sparse'
  readonly lastFrameAt: string | null
  readonly masks: readonly Outline[]
  readonly zones: readonly Outline[]
  readonly frame: Frame | null
}

/** A polygon as `[x, y]` corners in 0..1 of the frame. */
export type Outline = readonly (readonly [number, number])[]

/** The last frame that passed the motion gate. */
export interface Frame {
  readonly width: number
  readonly height: number
  readonly capturedAt: string
  readonly detections: readonly Detection[]
}

export interface Detection {
  readonly label: string
  readonly score: number
  readonly box: Box
}

/** In pixels of the frame it was seen in. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface IncidentFeature {
  readonly id: string
  /** `[longitude, latitude]` */
  readonly geometry: { readonly coordinates: readonly [number, number] }
  readonly properties: IncidentProperties
}

export interface IncidentProperties {
  readonly id: string
  readonly label: Label
  readonly state: 'open' | 'closed'
  readonly camera: string
  readonly cameraTitle: Title
  readonly region: string
  readonly openedAt: string
  readonly updatedAt: string
  readonly closedAt: string | null
  readonly score: number
  readonly frames: number
  readonly virtual: boolean
  readonly box: Box
  readonly width: number
  readonly height: number
  readonly detections: readonly Detection[]
  readonly evidence: string
  readonly outcomes: readonly Outcome[]
}

export interface Outcome {
  readonly kind: 'pin' | 'post'
  readonly function: string
  readonly at: string
  readonly id: string
  readonly status: PostStatus
}

export type PostStatus = 'published' | 'waiting' | 'refused'

export interface Post {
  readonly id: string
  readonly incident: string
  readonly label: Label
  readonly region: string
  readonly status: PostStatus
  readonly text: Title
  readonly image: string | null
  readonly mosaicked: boolean
  readonly alt: Title
  readonly cameraTitle: Title
  readonly postedAt: string
  readonly virtual: boolean
  /** Why there is no photo. */
  readonly note: string | Title | null
  /** What was told of it since, oldest first. */
  readonly followUps?: readonly FollowUp[]
  /** Waiting until then, it is refused by itself. */
  readonly expiresAt: string | null
  /** A reviewer changed its words. */
  readonly edited: boolean
  readonly refusal: { readonly by: 'reviewer' | 'expiry'; readonly reason: string | null } | null
}

/** A message that a channel delivers, as `GET /api/deliveries` has it. */
export interface Delivery {
  readonly id: string
  readonly channel: string
  readonly part: 'post' | FollowUp['part']
  readonly state: 'due' | 'delivered' | 'refused' | 'expired'
  readonly attempts: number
  /** Where people can read it. */
  readonly url: string | null
  readonly problem: string | null
  readonly createdAt: string
  readonly settledAt: string | null
}

/** What was told of an incident after its post. */
export interface FollowUp {
  readonly part: 'grown' | 'closed' | 'reopened'
  readonly text: Title
  readonly at: string
}

/** One entry of `GET /api/history`. */
export interface HistoryEntry {
  readonly at: string
  readonly function: string
  readonly replicas: number
  readonly messagesReady: number
}

export interface Segment {
  readonly name: string
  /** An RFC 3339 string, or milliseconds. */
  readonly start: string | number
  /** Milliseconds. */
  readonly duration: number
  readonly function?: string
  readonly region?: string
  readonly tier?: string
  readonly attempt?: number
  readonly error?: string
}

/** A request that the city refused or did not hear; `message` says what to do. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: string | undefined

  constructor(message: string, code?: string) {
    super(message)
    this.code = code
  }
}

/** What acts shows with this that a page of this host asks: a page of another site cannot send it. */
export const ours = { 'x-bonghwa': '1' }

export async function getJson<T>(path: string): Promise<T> {
  return request<T>(path, {})
}

export async function postJson<T>(path: string, body: unknown = {}): Promise<T> {
  return request<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...ours },
    body: JSON.stringify(body),
  })
}

export async function putJson<T>(path: string, body: unknown): Promise<T> {
  return request<T>(path, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...ours },
    body: JSON.stringify(body),
  })
}

export async function deleteJson<T>(path: string): Promise<T> {
  return request<T>(path, { method: 'DELETE', headers: ours })
}

async function request<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(path, init)
  const body = await response.json().catch(() => undefined)
  if (!response.ok)
    throw new RequestError(body?.error?.message ?? `${path}: HTTP ${response.status}`, body?.error?.code)
  return body as T
}
