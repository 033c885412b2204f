export { freePort } from '../runtime/free-port.ts'
export { eventually } from './eventually.ts'
export { queueConformance } from './queue-conformance.ts'
export { type TestContext, testContext } from './test-context.ts'
