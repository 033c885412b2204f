import { join } from 'node:path'
import {
  loadPackageDefinition,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import type { Bells } from './bells.ts'
import type { Depths } from './depths.ts'
import { type LaneMetadata, laneMetadata } from './lane-metadata.ts'

export interface ScaledObjectRef {
  readonly name: string
  readonly namespace: string
  readonly scalerMetadata: Readonly<Record<string, string>>
}

/** KEDA's `externalscaler.ExternalScaler`. */
export const externalScaler = (
  loadPackageDefinition(
    loadSync(join(import.meta.dirname, 'externalscaler.proto'), {
      keepCase: true,
      longs: Number,
      defaults: true,
    }),
  ) as unknown as { externalscaler: { ExternalScaler: { service: ServiceDefinition } } }
).externalscaler.ExternalScaler

const metricName = 'messages'

/**
 * Answers KEDA: `StreamIsActive` says `true` as soon as an event comes; the rest is asked by KEDA's polls and the HPA's
 * syncs, and tells how much there is to do.
 */
export function scaler(ring: Bells, depth: Depths): UntypedServiceImplementation {
  const unary =
    <Request, Answer>(answer: (request: Request) => Promise<Answer> | Answer) =>
    async (call: ServerUnaryCall<Request, Answer>, done: sendUnaryData<Answer>) => {
      try {
        done(null, await answer(call.request))
      } catch (error) {
        done(failure(error as Error))
      }
    }
  const isActive = async ({ queue, activationValue }: LaneMetadata) =>
    (await depth.of(queue)) > activationValue

  return {
    IsActive: unary(async ({ scalerMetadata }: ScaledObjectRef) => ({
      result: await isActive(laneMetadata(scalerMetadata)),
    })),
    GetMetricSpec: unary(({ scalerMetadata }: ScaledObjectRef) => {
      const { value } = laneMetadata(scalerMetadata)
      return { metricSpecs: [{ metricName, targetSize: Math.ceil(value), targetSizeFloat: value }] }
    }),
    GetMetrics: unary(async ({ scaledObjectRef }: { readonly scaledObjectRef: ScaledObjectRef }) => {
      const count = await depth.of(laneMetadata(scaledObjectRef.scalerMetadata).queue)
      return { metricValues: [{ metricName, metricValue: count, metricValueFloat: count }] }
    }),
    StreamIsActive(call: ServerWritableStream<ScaledObjectRef, { result: boolean }>) {
      let lane: LaneMetadata
      try {
        lane = laneMetadata(call.request.scalerMetadata)
      } catch (error) {
        call.emit('error', failure(error as Error))
        return
      }
      const open = () => !call.cancelled && !call.destroyed
      const tell = () => {
        // One that reads no longer is told by the next event, or by KEDA's own poll.
        if (open() && !call.writableNeedDrain) call.write({ result: true })
      }
      const tellIfActive = () =>
        void isActive(lane).then(
          (active) => active && tell(),
          () => {},
        )
      // Up to a threshold an event alone says nothing.
      const rung = lane.activationValue > 0 ? tellIfActive : tell
      const stop = ring.listen(lane.queue, lane.routingKeys, { rung, unsure: tellIfActive })
      for (const end of ['cancelled', 'close', 'error'] as const) call.once(end, stop)
    },
  }
}

function failure(error: Error) {
  const code = error instanceof RangeError ? status.INVALID_ARGUMENT : status.UNAVAILABLE
  return Object.assign(new Error(error.message), { code, details: error.message })
}
