export { embeddedQueues } from './embedded-queue.ts'
export {
  BrokerAddressInvalidError,
  BrokerRefusedError,
  BrokerUnreachableError,
  ManagementError,
  PublishRefusedError,
  QueueAbsentError,
  QueueMismatchError,
} from './errors.ts'
export { memoryQueues } from './memory-queue.ts'
export type { DeadLetter, Delivery, Queue, QueueBackend, QueueDepth, QueueOptions, Verdict } from './queue.ts'
export { type FiguresSource, type RabbitmqFigures, readQueueFigures } from './rabbitmq-figures.ts'
export { type RabbitmqOptions, rabbitmqQueues } from './rabbitmq-queue.ts'
