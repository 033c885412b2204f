import { gatewayTokens } from '../manifest/platform-services.ts'
import { examined, type Finding, isAtLeast } from './finding.ts'
import type { KubeClient } from './kube-client.ts'
import { prunedKinds } from './prune.ts'
import { kindOf, knownResources, type Resource } from './resources.ts'

export interface ClusterQuestions {
  readonly namespace: string
  readonly kedaNamespace: string
  readonly regions: readonly string[]
  readonly regionLabel: string
  readonly brokerSecret: string
  readonly serviceMonitor: boolean
  /** Set when its operator makes the lanes. */
  readonly rabbitmqOperator?: object | undefined
}

const oldestKubernetes = [1, 34] as const
const oldestKeda = [2, 14] as const
/** Tokens and traces bear more; beyond this people are misled by what they read. */
const largestSkewMs = 3000
const verbs = ['get', 'list', 'create', 'patch', 'delete'] as const

/** Looks at everything that a cluster needs; what one check finds does not keep the others from looking. */
export async function examineCluster(client: KubeClient, questions: ClusterQuestions): Promise<Finding[]> {
  const kubernetes = await examineServer(client)
  if (kubernetes.some(({ state }) => state === 'failed')) return kubernetes
  return [
    ...kubernetes,
    ...(await Promise.all([
      examined('KEDA', () => examineKeda(client, questions)),
      examined('metrics for the HPA', () => examineMetrics(client)),
      examined('rights', () => examineRights(client, questions)),
      ...secretQuestions(questions).map((question) =>
        examined(`Secret ${question.name}`, () => examineSecret(client, questions.namespace, question)),
      ),
      examined('nodes', () => examineNodes(client, questions)),
    ])),
  ]
}

async function examineServer(client: KubeClient): Promise<Finding[]> {
  const what = 'Kubernetes'
  try {
    const { gitVersion } = await client.send<{ gitVersion: string }>('/version')
    const said = `${gitVersion} at ${client.server} (context ${client.context})`
    const version: Finding = isAtLeast(gitVersion, oldestKubernetes)
      ? { what, state: 'ok', said }
      : {
          what,
          state: 'failed',
          said,
          remedy: 'Upgrade it to 1.34 or newer: a pod of the gateway sleeps before it ends.',
        }
    return [version, clockFinding(client.serverTime)]
  } catch (error) {
    return [{ what, state: 'failed', said: (error as Error).message }]
  }
}

/** The server's `Date` has whole seconds. */
export function clockFinding(time: KubeClient['serverTime']): Finding {
  const what = 'clocks'
  if (time === undefined) return { what, state: 'skipped', said: 'the API server did not tell its time' }
  const early = time.at - time.heardAt
  // Within its second the server's clock may have been anywhere.
  const skew = early > 0 ? early : Math.min(0, early + 1000)
  const said = `the API server's clock is ${Math.abs(skew) < 1000 ? 'that of this machine, to a second' : `${(Math.abs(skew) / 1000).toFixed(0)} s ${skew > 0 ? 'ahead of' : 'behind'} this machine's`}`
  return Math.abs(skew) <= largestSkewMs
    ? { what, state: 'ok', said }
    : { what, state: 'warning', said, remedy: 'Run NTP on both: times in traces and incidents are compared.' }
}

async function examineKeda(client: KubeClient, { kedaNamespace }: ClusterQuestions): Promise<Finding> {
  const what = 'KEDA'
  const install = 'Install KEDA 2.20; docs/cluster.md has the command.'
  const known = await knownResources(client, ['keda.sh/v1alpha1'])
  const kinds = ['ScaledObject', 'TriggerAuthentication']
  const missing = kinds.filter((kind) => !known.has(`keda.sh/v1alpha1 ${kind}`))
  if (missing.length > 0) {
    return {
      what,
      state: 'failed',
      said: `the cluster does not know ${missing.join(' and ')}`,
      remedy: install,
    }
  }
  const operator = await client
    .find<{ metadata: { labels?: Record<string, string> }; status?: { availableReplicas?: number } }>(
      `/apis/apps/v1/namespaces/${kedaNamespace}/deployments/keda-operator`,
    )
    .catch(() => undefined)
  if (operator === undefined) {
    return {
      what,
      state: 'warning',
      said: `its kinds are known, but no Deployment keda-operator is to be seen in the namespace ${kedaNamespace}`,
      remedy: 'Say where KEDA runs with spec.cluster.kedaNamespace in bonghwa.yaml, if that is another.',
    }
  }
  const version = operator.metadata.labels?.['app.kubernetes.io/version'] ?? 'of unknown version'
  if ((operator.status?.availableReplicas ?? 0) === 0) {
    return {
      what,
      state: 'failed',
      said: `${version}, and no operator of it runs`,
      remedy: 'See why: `kubectl -n keda get pods`.',
    }
  }
  return isAtLeast(version, oldestKeda)
    ? { what, state: 'ok', said: version }
    : { what, state: 'failed', said: version, remedy: install }
}

async function examineMetrics(client: KubeClient): Promise<Finding> {
  const what = 'metrics for the HPA'
  const found = await client.find('/apis/external.metrics.k8s.io/v1beta1')
  return found === undefined
    ? {
        what,
        state: 'failed',
        said: 'nobody serves external metrics',
        remedy: 'See that keda-operator-metrics-apiserver runs: functions wake, but do not grow beyond one.',
      }
    : { what, state: 'ok', said: 'served by KEDA' }
}

async function examineRights(
  client: KubeClient,
  { namespace, serviceMonitor, rabbitmqOperator }: ClusterQuestions,
): Promise<Finding> {
  const what = 'rights'
  const wanted = prunedKinds.filter(
    ({ apiVersion }) =>
      (serviceMonitor || !apiVersion.startsWith('monitoring')) &&
      (rabbitmqOperator !== undefined || !apiVersion.startsWith('rabbitmq.com')),
  )
  const known = await knownResources(
    client,
    wanted.map(({ apiVersion }) => apiVersion),
  )
  const refused: string[] = []
  const allowed = async (attributes: Record<string, string>) => {
    const review = await client.send<{ status: { allowed: boolean } }>(
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      {
        method: 'POST',
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: attributes },
        },
      },
    )
    return review.status.allowed
  }
  const ask = async (resource: Pick<Resource, 'apiVersion' | 'plural'>, verb: string, subresource = '') => {
    const [group = '', version] = resource.apiVersion.split('/')
    const attributes = {
      namespace,
      verb,
      resource: resource.plural,
      group: version === undefined ? '' : group,
      ...(subresource === '' ? {} : { subresource }),
    }
    const name = `${verb} ${resource.plural}${subresource === '' ? '' : `/${subresource}`}`
    if (!(await allowed(attributes))) refused.push(name)
  }
  const resources = wanted.flatMap((each) => known.get(kindOf(each)) ?? [])
  await Promise.all([
    ...resources.flatMap((resource) => verbs.map((verb) => ask(resource, verb))),
    ask({ apiVersion: 'v1', plural: 'pods' }, 'list'),
    ask({ apiVersion: 'v1', plural: 'pods' }, 'get', 'log'),
    ask({ apiVersion: 'apps/v1', plural: 'replicasets' }, 'list'),
    ask({ apiVersion: 'autoscaling/v2', plural: 'horizontalpodautoscalers' }, 'list'),
  ])
  return refused.length === 0
    ? { what, state: 'ok', said: `this user may do all that apply, status and logs do in ${namespace}` }
    : {
        what,
        state: 'failed',
        said: `in ${namespace} this user may not: ${refused.toSorted().join(', ')}`,
        remedy: 'Have a Role with these bound to this user.',
      }
}

interface SecretQuestion {
  readonly name: string
  readonly keys: readonly string[]
  /** What makes it. */
  readonly remedy: string
}

const secretQuestions = ({ namespace, brokerSecret }: ClusterQuestions): readonly SecretQuestion[] => [
  {
    name: brokerSecret,
    keys: ['amqp', 'http'],
    remedy: `kubectl -n ${namespace} create secret generic ${brokerSecret} --from-literal=amqp=amqp://… --from-literal=http=http://…/`,
  },
  {
    name: gatewayTokens,
    keys: ['tokens.json'],
    remedy: `bonghwa token create --name NAME --role publisher --tokens tokens.json; kubectl -n ${namespace} create secret generic ${gatewayTokens} --from-file=tokens.json`,
  },
]

async function examineSecret(
  client: KubeClient,
  namespace: string,
  { name, keys, remedy }: SecretQuestion,
): Promise<Finding> {
  const what = `Secret ${name}`
  const secret = await client.find<{ data?: Record<string, string> }>(
    `/api/v1/namespaces/${namespace}/secrets/${name}`,
  )
  if (secret === undefined) return { what, state: 'failed', said: `it is not in ${namespace}`, remedy }
  const missing = keys.filter((key) => secret.data?.[key] === undefined)
  return missing.length === 0
    ? { what, state: 'ok', said: `it has ${keys.join(' and ')}` }
    : { what, state: 'failed', said: `it has no ${missing.join(' and no ')}`, remedy }
}

async function examineNodes(
  client: KubeClient,
  { regions, regionLabel }: ClusterQuestions,
): Promise<Finding> {
  const what = 'nodes'
  const { items } = await client.send<{
    items: readonly {
      metadata: { labels?: Record<string, string> }
      status?: { conditions?: readonly { type: string; status: string }[] }
    }[]
  }>('/api/v1/nodes')
  const ready = items.filter(({ status }) =>
    status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  )
  const counts = regions.map((region) => ({
    region,
    count: ready.filter(({ metadata }) => metadata.labels?.[regionLabel] === region).length,
  }))
  const said = counts.map(({ region, count }) => `${count} ready in ${region}`).join(', ')
  const empty = counts.filter(({ count }) => count === 0).map(({ region }) => region)
  if (empty.length === 0) return { what, state: 'ok', said }
  return {
    what,
    state: empty.length === regions.length ? 'failed' : 'warning',
    said,
    remedy: `kubectl label node NODE ${regionLabel}=${empty[0]}`,
  }
}
