import type { LaneGauges } from '../telemetry/gauges.ts'
import type { Lane } from './lane.ts'

/** A lane as metrics show it. */
export const gaugesOf = ({ name, spec, home, state }: Lane): LaneGauges => ({
  function: spec.name,
  region: home.name,
  queue: name,
  replicas: state.instances.length,
  desiredReplicas: state.desiredReplicas,
  instanceMs: state.instanceMs,
  ...state.depth,
})
