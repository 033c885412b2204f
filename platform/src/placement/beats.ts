import type { Signals } from '../queue/rabbitmq-signals.ts'
import { beatMs } from './region-health.ts'

/** What a heartbeat says, once a second. */
export type Beat = RegionBeat | InstanceBeat

/** Something that stands in a region, and nowhere else, is there. */
export interface RegionBeat {
  readonly kind: 'region'
  readonly region: string
  readonly node: string
  /** The region has a broker of its own. */
  readonly apart?: boolean
  /** How many instances run on the node, when their own heartbeats do not say so. */
  readonly instances?: number
}

/** An instance of a function is there, on whatever node it was put. */
export interface InstanceBeat {
  readonly kind: 'instance'
  /** Whose lane it serves. */
  readonly region: string
  readonly node: string
  readonly function: string
  /** Name of the instance, one of its own. */
  readonly instance: string
}

export const regionBeats = 'region.*'
export const allBeats = '#'
export const beatKey = ({ kind, region }: Pick<Beat, 'kind' | 'region'>): string => `${kind}.${region}`

/** Beats once a second until it is disposed of. @param beats what to say now; nothing for silence */
export function beating(signals: Signals, beats: () => readonly Beat[]): Disposable {
  const beat = () => {
    for (const each of beats()) void signals.send(beatKey(each), each)
  }
  beat()
  const timer = setInterval(beat, beatMs)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** What came under a key for heartbeats, unless it is none. */
export function beatOf(body: unknown): Beat | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { kind, region, node } = body as Partial<Beat>
  if (typeof region !== 'string' || typeof node !== 'string') return undefined
  if (kind === 'region') return body as RegionBeat
  const { instance } = body as Partial<InstanceBeat>
  return kind === 'instance' && typeof instance === 'string' ? (body as InstanceBeat) : undefined
}
