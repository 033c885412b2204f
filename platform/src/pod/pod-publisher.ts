import { homeKey, routingKey, standInKey } from '../dispatcher/lane-queue.ts'
import type { CloudEvent } from '../event/cloud-event.ts'
import { type Hearing, hearing } from '../placement/hearing.ts'
import { laneRegion } from '../placement/lane-region.ts'
import { homeOf } from '../placement/place.ts'
import type { Region } from '../placement/region.ts'
import type { RabbitmqQueues } from '../queue/rabbitmq-queue.ts'

/** Publishes what a function emits, past the lanes of a region that is dead. */
export interface PodPublisher {
  publish(event: CloudEvent): Promise<void>
  close(): Promise<void>
}

/** @param regions every one; with places where their neighbours are known */
export function podPublisher(queues: RabbitmqQueues, regions: readonly Region[]): PodPublisher {
  /** Most functions emit nothing, and need not listen. */
  let heard: Hearing | undefined

  return {
    async publish(event) {
      if (regions.length > 1)
        heard ??= hearing(queues.signals, {
          regions: regions.map(({ name }) => name),
          instances: false,
          changed() {},
        })
      const home = homeOf(event, regions)
      const { type } = event
      const target = laneRegion('nearest', home, regions, (region) => heard?.health(region).state !== 'dead')
      if (target === home) return queues.send(event, routingKey(type, home.name))
      // A source knows what happens in its own region, and runs elsewhere by now.
      await queues.send(event, standInKey(type, target.name), [homeKey(type, home.name)])
    },
    close: async () => heard?.close(),
  }
}
