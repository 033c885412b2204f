import { scaledObjectOf, scaleOf } from '../autoscaler/function-scaling.ts'
import type { ScaledObject } from '../autoscaler/scaled-object.ts'
import type { LaneOptions } from '../dispatcher/lane.ts'
import { pollingScaler } from '../dispatcher/polling-scaler.ts'
import { pushScaler } from '../dispatcher/scaler.ts'
import { FunctionInvalidError } from '../function/errors.ts'
import type { FunctionSpec } from '../function/function-spec.ts'

/**
 * What decides the replicas of a function's lanes, by its `activation`.
 *
 * @throws FunctionInvalidError when its ScaledObject asks for what only a cluster has
 */
export function scaling(
  given: FunctionSpec,
  scaledObject: ScaledObject | undefined,
): { readonly spec: FunctionSpec; readonly scaler: LaneOptions['scaler'] } {
  const spec = scaledObject ? { ...given, scale: scaleOf(scaledObject, given.scale) } : given
  if (spec.scale.activation === 'push') return { spec, scaler: () => pushScaler(spec.scale) }
  const object = scaledObject ?? scaledObjectOf(spec)
  const external = object.triggers.find(({ type }) => type === 'external' || type === 'external-push')
  if (external) {
    throw new FunctionInvalidError(
      `ScaledObject ${object.name}`,
      `its trigger "${external.type}" asks a scaler over gRPC, which only KEDA in a cluster does`,
      'Use rabbitmq, cron, cpu or memory here, or replay it: `bonghwa scaledobject replay`.',
    )
  }
  return { spec, scaler: (lane) => pollingScaler(object, spec.resources, lane) }
}
