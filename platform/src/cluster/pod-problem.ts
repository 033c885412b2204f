import type { ContainerStatus, Pod } from './state.ts'

/** Why a pod does not do its work, in words and with what to do; `undefined` while nothing is wrong. */
export function podProblem({ metadata, spec, status = {} }: Pod): string | undefined {
  if (metadata.deletionTimestamp !== undefined) return undefined
  const unplaced = status.conditions?.find(
    ({ type, status: is }) => type === 'PodScheduled' && is === 'False',
  )
  if (unplaced?.reason === 'Unschedulable') {
    return `no node takes it (${unplaced.message ?? 'without a reason'}): label nodes with their region, or give the cluster more room`
  }
  for (const container of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) {
    const problem = containerProblem(container)
    if (problem !== undefined)
      return `${metadata.name}${spec.nodeName ? ` on ${spec.nodeName}` : ''}: ${problem}`
  }
  if (status.phase === 'Failed') {
    return `${metadata.name}: ${[status.reason, status.message].filter(Boolean).join(': ') || 'it failed'}`
  }
  return undefined
}

function containerProblem({ name, state, lastState, restartCount = 0 }: ContainerStatus): string | undefined {
  const { reason, message } = state?.waiting ?? {}
  switch (reason) {
    case undefined:
    case 'ContainerCreating':
    case 'PodInitializing':
      return undefined
    case 'ImagePullBackOff':
    case 'ErrImagePull':
    case 'ErrImageNeverPull':
    case 'InvalidImageName':
      return `the image of ${name} is not to be had (${message ?? reason}): push it, or correct --image`
    case 'CreateContainerConfigError':
      return `${name} cannot be configured (${message ?? reason}): make what is missing, commonly a Secret or a key of it`
    case 'CrashLoopBackOff': {
      const { exitCode, reason: why } = lastState?.terminated ?? {}
      const how = why === 'OOMKilled' ? 'it ran out of memory' : `exit code ${exitCode ?? 'unknown'}`
      return `${name} ended ${restartCount} times (${how}): see \`bonghwa logs\`${why === 'OOMKilled' ? ', and raise resources.memory' : ''}`
    }
    default:
      return `${name}: ${reason}${message === undefined ? '' : ` (${message})`}`
  }
}
