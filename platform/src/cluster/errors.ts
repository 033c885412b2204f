import { PlatformError } from '../errors/platform-error.ts'

/** The kubeconfig cannot be read, or names no cluster. Nothing was sent. */
export class KubeconfigError extends PlatformError {
  readonly code = 'BONGHWA_KUBECONFIG'

  constructor(problem: string, options?: ErrorOptions) {
    super(
      `No cluster is known: ${problem}.`,
      'Say which by KUBECONFIG, --kubeconfig FILE or --context NAME, as for kubectl.',
      options,
    )
  }
}

/** No API server answered. What had been applied before stays. */
export class ClusterUnreachableError extends PlatformError {
  readonly code = 'BONGHWA_CLUSTER_UNREACHABLE'

  constructor(server: string, problem: string, options?: ErrorOptions) {
    super(
      `No Kubernetes API server answered at ${server}: ${problem}.`,
      'Try `kubectl version`; what was applied before stays, and applying again goes on.',
      options,
    )
  }
}

/** The API server does not let this user do what is needed. */
export class ClusterForbiddenError extends PlatformError {
  readonly code = 'BONGHWA_CLUSTER_FORBIDDEN'

  /** @param problem the API server's words, which name the user, the verb and the resource */
  constructor(problem: string) {
    super(
      `The cluster refused: ${problem.replace(/\.$/, '')}.`,
      'Ask whoever runs the cluster for this right; `bonghwa doctor` lists all that are needed.',
    )
  }
}

/** The API server answered with a failure that is none of the others here; `status` is that of HTTP. */
export class KubeStatusError extends PlatformError {
  readonly code = 'BONGHWA_CLUSTER_ANSWER'
  readonly status: number
  readonly causes: readonly { readonly message: string; readonly field?: string; readonly reason?: string }[]

  constructor(status: number, message: string, causes: KubeStatusError['causes'] = []) {
    super(`The API server answered ${status}: ${message}.`, 'Try again; what was applied before stays.')
    this.status = status
    this.said = message
    this.causes = causes
  }

  /** The API server's own words. */
  readonly said: string
}

/** Kinds that the cluster does not know. Nothing was applied. */
export class KindUnknownError extends PlatformError {
  readonly code = 'BONGHWA_CLUSTER_KIND_UNKNOWN'

  constructor(kinds: readonly string[]) {
    const keda = kinds.some((kind) => kind.includes('keda.sh/'))
    const prometheus = kinds.some((kind) => kind.includes('monitoring.coreos.com/'))
    super(
      `The cluster does not know ${kinds.join(', ')}; nothing was applied.`,
      [
        ...(keda ? ['Install KEDA first (docs/cluster.md has the command).'] : []),
        ...(prometheus ? ['Install the Prometheus operator, or leave --service-monitor out.'] : []),
        ...(keda || prometheus ? [] : ['Use a newer Kubernetes.']),
      ].join(' '),
    )
  }
}

/** Fields that we would set belong to somebody else. The object stays as it was. */
export class FieldConflictError extends PlatformError {
  readonly code = 'BONGHWA_FIELD_CONFLICT'

  /** @param conflicts e.g. `.spec.replicas of "kubectl"` */
  constructor(object: string, conflicts: readonly string[]) {
    super(
      `${object} is also managed by others: ${conflicts.join(', ')}.`,
      'Have them let go of these fields, or take them over with --force-conflicts.',
    )
  }
}

/** The API server or an admission webhook found an object wrong. It stays as it was. */
export class ObjectRefusedError extends PlatformError {
  readonly code = 'BONGHWA_OBJECT_REFUSED'

  constructor(object: string, problem: string) {
    super(
      `The cluster refused ${object}: ${problem.replace(/\.$/, '')}.`,
      problem.includes('field is immutable')
        ? `Delete it first: kubectl delete ${object}`
        : 'Correct what is named, and apply again.',
    )
  }
}

/** Everything was applied, and after the given time some of it still does not run. */
export class RolloutUnfinishedError extends PlatformError {
  readonly code = 'BONGHWA_ROLLOUT_UNFINISHED'

  /** @param waiting one line each: what is not ready, and why */
  constructor(seconds: number, waiting: readonly string[]) {
    super(
      `Not ready after ${seconds} s:\n${waiting.map((line) => `  ${line}`).join('\n')}\n`,
      'All is applied and the cluster goes on; `bonghwa status` shows what it says.',
    )
  }
}
