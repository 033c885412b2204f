export { embeddedQueues } from './embedded-queue.ts'
export { memoryQueues } from './memory-queue.ts'
export type { DeadLetter, Delivery, Queue, QueueBackend, QueueDepth, QueueOptions, Verdict } from './queue.ts'
