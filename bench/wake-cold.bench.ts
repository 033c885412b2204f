import type { Benchmark } from './benchmark.ts'
import { wakesAndForks } from './wake/waking.ts'

const benchmark: Benchmark = {
  measures: 'From an event published to its handler entered, nothing booted',
  unit: 'ms',
  ours: 'durable queue to a process started for it',
  other: 'plain fork of the same handler',
  measure: () => wakesAndForks({ standby: 0, frozen: 0 }),
}

export default benchmark
