import { queueConformance } from '../testing/queue-conformance.ts'
import { memoryQueues } from './memory-queue.ts'

queueConformance('Memory', async () => memoryQueues())
