import type { FunctionSpec } from '../function/function-spec.ts'
import type { QueueOptions } from '../queue/queue.ts'

/** The queue of a lane: where the events of one function and one region wait. */
export interface LaneQueue {
  /** `fn.<function>.<region>`, or `src.` for a source. */
  readonly name: string
  readonly options: QueueOptions & { readonly bindings: readonly string[] }
}

/** @param region whose events they are */
export function laneQueue(spec: FunctionSpec, region: string): LaneQueue {
  return {
    name: `${spec.kind === 'Source' ? 'src' : 'fn'}.${spec.name}.${region}`,
    options: {
      delivery: spec.delivery,
      maxLength: spec.maxLength,
      bindings: [...new Set(spec.on.map(({ type }) => type))].flatMap((type) => [
        routingKey(type, region),
        (spec.kind === 'Source' ? homeKey : standInKey)(type, region),
      ]),
    },
  }
}

/** Under which events of a type and a region go to the topic exchange. */
export const routingKey = (type: string, region: string): string => `${type}.${region}`

/** Under which events of a type are published, whatever the region and whoever stands in for it. */
export const keysOf = (type: string): readonly string[] => [routingKey(type, '*'), standInKey(type, '*')]

/** Under which events go to the functions of a region that stands in for theirs; its sources have no use for them. */
export const standInKey = (type: string, region: string): string => `stand-in.${routingKey(type, region)}`

/** Under which the same events go to the sources of their own region, wherever those run now. */
export const homeKey = (type: string, region: string): string => `home.${routingKey(type, region)}`
