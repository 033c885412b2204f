import { podProblem } from './pod-problem.ts'
import { deploymentWaits } from './rollout.ts'
import type { ClusterState, Condition, Deployment, HorizontalPodAutoscaler, ScaledObject } from './state.ts'

/** One lane, or a part of the platform, as a person wants to know of it. */
export interface WorkloadStatus {
  /** Name of its Deployment. */
  readonly name: string
  readonly function: string | undefined
  readonly region: string | undefined
  readonly state: 'asleep' | 'awake' | 'starting' | 'stopping' | 'paused' | 'trouble'
  readonly ready: number
  readonly replicas: number
  /** How many KEDA and the HPA want at most and now; absent for what nothing scales. */
  readonly desired?: number
  readonly max?: number
  /** What is worth knowing, and what is wrong with what to do about it. */
  readonly notes: readonly Note[]
}

export interface Note {
  readonly level: 'info' | 'problem'
  readonly text: string
  readonly remedy?: string
}

/** Every Deployment of the installation, the lanes by function and region first. */
export function workloads(state: ClusterState): WorkloadStatus[] {
  return [...state.deployments.values()]
    .map((deployment) => workload(deployment, state))
    .toSorted((a, b) => orderOf(a).localeCompare(orderOf(b)))
}

const orderOf = (each: WorkloadStatus) =>
  `${each.function === undefined ? 1 : 0} ${each.function} ${each.name}`

function workload(deployment: Deployment, state: ClusterState): WorkloadStatus {
  const { name, labels = {} } = deployment.metadata
  const { replicas: wanted = 1 } = deployment.spec
  const { readyReplicas: ready = 0, replicas = 0 } = deployment.status ?? {}
  const scaledObject = [...state.scaledObjects.values()].find(({ spec }) => spec.scaleTargetRef.name === name)
  const autoscaler = state.autoscalers.get(name)
  const waits = deploymentWaits(deployment, state)
  const pods = state.podsOf(deployment)
  const broken = pods.map(podProblem).find((problem) => problem !== undefined)
  const isLane = /^(function|fallback)$/.test(labels['app.kubernetes.io/component'] ?? '')
  const notes: Note[] = [
    ...(broken === undefined ? [] : [{ level: 'problem' as const, text: broken }]),
    ...(scaledObject === undefined
      ? isLane
        ? [problem('nothing scales it', 'Run `bonghwa apply` again.')]
        : []
      : scaledObjectNotes(scaledObject)),
    ...(autoscaler === undefined ? [] : autoscalerNotes(autoscaler, wanted)),
    ...(waits === undefined || waits === broken ? [] : [{ level: 'info' as const, text: waits }]),
  ]
  const paused = conditionOf(scaledObject?.status?.conditions, 'Paused')?.status === 'True'
  return {
    name,
    function: labels['bonghwa.dev/function'],
    region: labels['bonghwa.dev/region'],
    state: notes.some(({ level }) => level === 'problem')
      ? 'trouble'
      : paused
        ? 'paused'
        : stateOf(wanted, ready, replicas),
    ready,
    replicas: wanted,
    ...(autoscaler === undefined
      ? {}
      : { desired: autoscaler.status?.desiredReplicas ?? 0, max: autoscaler.spec.maxReplicas }),
    notes,
  }
}

function stateOf(wanted: number, ready: number, existing: number): WorkloadStatus['state'] {
  if (wanted === 0) return existing === 0 ? 'asleep' : 'stopping'
  return ready >= wanted ? 'awake' : 'starting'
}

/** KEDA's conditions, but for those that say that all is well. */
export function scaledObjectNotes({ spec, status = {} }: ScaledObject): Note[] {
  const { conditions } = status
  const notes: Note[] = []
  const ready = conditionOf(conditions, 'Ready')
  const said = ready?.message ?? ready?.reason ?? ''
  if (ready === undefined) {
    notes.push(
      problem(
        'KEDA has not looked at its ScaledObject',
        'See that the KEDA operator runs: `bonghwa doctor`.',
      ),
    )
  } else if (ready.status !== 'True') notes.push(problem(`KEDA cannot scale it: ${said}`, remedyFor(said)))
  const active = conditionOf(conditions, 'Active')
  if (active?.reason === 'ScalerCooldown') {
    notes.push({
      level: 'info',
      text: `nothing to do; it goes to ${spec.minReplicaCount ?? 0} after ${spec.cooldownPeriod ?? 300} s of that`,
    })
  }
  if (conditionOf(conditions, 'Fallback')?.status === 'True') {
    notes.push(
      problem(
        'KEDA cannot read how much there is to do, and holds the replicas of `fallback`',
        'See that the doorbell and the broker are up: `bonghwa doctor`.',
      ),
    )
  }
  if (conditionOf(conditions, 'Paused')?.status === 'True') {
    notes.push({
      level: 'info',
      text: 'paused: take the annotation autoscaling.keda.sh/paused away to have it scaled again',
    })
  }
  for (const [metric, { numberOfFailures = 0, status: health }] of Object.entries(status.health ?? {})) {
    if (health === 'Failing' || numberOfFailures > 0) {
      notes.push(problem(`KEDA failed ${numberOfFailures} times to read ${metric}`, remedyFor(said)))
    }
  }
  return notes
}

/** The HPA's conditions, but for those that say that all is well. At zero it has nothing to say. */
export function autoscalerNotes({ spec, status = {} }: HorizontalPodAutoscaler, replicas: number): Note[] {
  if (replicas === 0) return []
  const { conditions } = status
  const notes: Note[] = []
  const able = conditionOf(conditions, 'AbleToScale')
  if (able?.status === 'False') {
    notes.push(
      problem(`the HPA cannot scale it: ${able.message ?? able.reason}`, 'See that its Deployment is there.'),
    )
  }
  const active = conditionOf(conditions, 'ScalingActive')
  if (active?.status === 'False' && active.reason !== 'ScalingDisabled') {
    notes.push(
      problem(
        `the HPA cannot read how much there is to do: ${active.message ?? active.reason}`,
        'See that the KEDA metrics server and the doorbell are up: `bonghwa doctor`.',
      ),
    )
  }
  const limited = conditionOf(conditions, 'ScalingLimited')
  if (limited?.status === 'True' && limited.reason === 'TooManyReplicas') {
    notes.push({
      level: 'info',
      text: `more is to be done than its ${spec.maxReplicas} replicas do at once: raise scale.maxReplicaCount if that goes on`,
    })
  }
  if (able?.reason === 'ScaleDownStabilized') {
    notes.push({ level: 'info', text: 'fewer replicas would do; the HPA waits for its stabilization window' })
  }
  return notes
}

/** What commonly stands behind KEDA's words. */
function remedyFor(said: string): string {
  if (/bonghwa-doorbell|scalerAddress|rpc error|connection refused|Unavailable/i.test(said)) {
    return 'See that KEDA reaches the doorbell: its pods run, and --doorbell-address is right where the cluster has no DNS.'
  }
  if (/secret|TriggerAuthentication|authenticationRef/i.test(said)) {
    return 'Make the Secret that it names; docs/cluster.md has the command.'
  }
  if (/another ScaledObject|already managed|already exist/i.test(said)) {
    return 'Delete the other ScaledObject or HPA: one target has one.'
  }
  if (/not found/i.test(said)) return 'Run `bonghwa apply` again, and see that what it names is there.'
  return 'See `kubectl describe scaledobject`, and the log of the KEDA operator.'
}

const problem = (text: string, remedy: string): Note => ({ level: 'problem', text, remedy })

const conditionOf = (conditions: readonly Condition[] | undefined, type: string): Condition | undefined =>
  conditions?.find((each) => each.type === type)
