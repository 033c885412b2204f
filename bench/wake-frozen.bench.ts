import type { Benchmark } from './benchmark.ts'
import { wakesAndForks } from './wake/waking.ts'

const benchmark: Benchmark = {
  measures: 'From an event published to its handler entered, its process frozen',
  unit: 'ms',
  ours: 'durable queue to a frozen process',
  other: 'plain fork of the same handler',
  measure: () => wakesAndForks({ standby: 0, frozen: 1 }),
}

export default benchmark
