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
      bindings: [...new Set(spec.on.map(({ type }) => routingKey(type, region)))],
    },
  }
}

/** Under which events of a type and a region go to the topic exchange. */
export const routingKey = (type: string, region: string): string => `${type}.${region}`
