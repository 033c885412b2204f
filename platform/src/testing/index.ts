export { eventually } from './eventually.ts'
export { queueConformance } from './queue-conformance.ts'
