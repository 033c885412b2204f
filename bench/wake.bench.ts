import type { Benchmark } from './benchmark.ts'
import { wakesAndForks } from './wake/waking.ts'

const benchmark: Benchmark = {
  measures: 'From an event published to its handler entered, no instance running',
  unit: 'ms',
  ours: 'durable queue to a stand-by process',
  other: 'plain fork of the same handler',
  measure: () => wakesAndForks({ standby: 1, frozen: 0 }),
}

export default benchmark
