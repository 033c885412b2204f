import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/**
 * Stands in for a Kubernetes API server in tests of our client's ways, those through errors above all. It is none: it keeps
 * objects, merges what is applied, and answers as the real one words it. Nothing is validated, and no pod ever runs.
 */
export interface KubeApiStandIn extends AsyncDisposable {
  readonly url: string
  /** Text of a kubeconfig that leads here. */
  readonly kubeconfig: string
  /** Requests other than GET that it has heard, e.g. `PATCH deployments/greet-seoul`; a dry run ends in ` (dry run)`. */
  readonly heard: string[]
  /** What it has, by `plural/name`. */
  get(key: string): StoredObject | undefined
  /** Puts an object there that another manager has made. */
  put(plural: string, object: object, manager?: string): void
  /** Sets replicas as KEDA does. */
  scale(deployment: string, replicas: number): void
  /** What it is to refuse from now on: answers before anything else. */
  refuse: (request: { readonly method: string; readonly path: string }) => Refusal | undefined
  /** Sets the status of what is applied; everything is ready unless given. */
  status: (plural: string, object: StoredObject) => unknown
  /** Sent as a `Warning` with every answer. */
  warning: string | undefined
  /** Kinds that it has never heard of. */
  readonly unknown: Set<string>
  /** What pods have said, by name. */
  readonly logs: Map<string, string>
  /** What its SelfSubjectAccessReview answers. */
  allows: (attributes: { readonly verb: string; readonly resource: string }) => boolean
}

export interface Refusal {
  readonly status: number
  readonly message: string
  readonly causes?: readonly object[]
}

type Tree = Record<string, unknown>

export interface StoredObject extends Tree {
  metadata: Tree & { name: string; managedFields: Tree[] }
}

const groups: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/api/v1': {
    configmaps: 'ConfigMap',
    namespaces: 'Namespace',
    pods: 'Pod',
    secrets: 'Secret',
    serviceaccounts: 'ServiceAccount',
    services: 'Service',
    nodes: 'Node',
  },
  '/apis/apps/v1': { deployments: 'Deployment', replicasets: 'ReplicaSet' },
  '/apis/autoscaling/v2': { horizontalpodautoscalers: 'HorizontalPodAutoscaler' },
  '/apis/networking.k8s.io/v1': { networkpolicies: 'NetworkPolicy' },
  '/apis/policy/v1': { poddisruptionbudgets: 'PodDisruptionBudget' },
  '/apis/keda.sh/v1alpha1': {
    scaledobjects: 'ScaledObject',
    triggerauthentications: 'TriggerAuthentication',
  },
  '/apis/external.metrics.k8s.io/v1beta1': { externalmetrics: 'ExternalMetricValueList' },
  '/apis/authorization.k8s.io/v1': { selfsubjectaccessreviews: 'SelfSubjectAccessReview' },
}

export async function kubeApiStandIn(): Promise<KubeApiStandIn> {
  const objects = new Map<string, StoredObject>()
  const server = createServer(async (request, response) => {
    const answer = await handle(request)
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
    response.writeHead(answer.status, {
      'content-type': typeof answer.body === 'string' ? 'text/plain' : 'application/json',
      ...(standIn.warning === undefined ? {} : { warning: `299 - "${standIn.warning}"` }),
    })
    response.end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const standIn: KubeApiStandIn = {
    url,
    kubeconfig: JSON.stringify({
      'current-context': 'stand-in',
      contexts: [{ name: 'stand-in', context: { cluster: 'stand-in', user: 'tester' } }],
      clusters: [{ name: 'stand-in', cluster: { server: url } }],
      users: [{ name: 'tester', user: { token: 'let-me-in' } }],
    }),
    heard: [],
    get: (key) => objects.get(key),
    put(plural, object, manager = 'kubectl') {
      const given = object as StoredObject
      const managedFields = [{ manager, operation: 'Update', fieldsV1: fieldsOf(given) }]
      objects.set(`${plural}/${given.metadata.name}`, {
        ...given,
        metadata: { uid: randomUUID(), generation: 1, ...given.metadata, managedFields },
      })
    },
    scale(name, replicas) {
      const deployment = objects.get(`deployments/${name}`)
      if (deployment === undefined) throw new Error(`no deployment ${name}`)
      ;(deployment.spec as Tree).replicas = replicas
      for (const { fieldsV1 } of deployment.metadata.managedFields) {
        delete ((fieldsV1 as Tree)['f:spec'] as Tree | undefined)?.['f:replicas']
      }
      const fieldsV1 = { 'f:spec': { 'f:replicas': {} } }
      deployment.metadata.managedFields.push({
        manager: 'keda',
        operation: 'Update',
        subresource: 'scale',
        fieldsV1,
      })
      deployment.status = standIn.status('deployments', deployment)
    },
    refuse: () => undefined,
    status: (plural, { spec, metadata }) =>
      plural === 'deployments' ? ready(spec as Tree, metadata) : kedaReady,
    warning: undefined,
    unknown: new Set(),
    logs: new Map(),
    allows: () => true,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }

  async function handle(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '', url)
    const method = request.method ?? 'GET'
    const body = await text(request)
    const refusal = standIn.refuse({ method, path })
    if (refusal) return failure(refusal)
    if (request.headers.authorization !== 'Bearer let-me-in')
      return failure({ status: 401, message: 'Unauthorized' })
    if (path === '/version') return { status: 200, body: { gitVersion: 'v1.35.0-stand-in' } }
    const [, api = '', namespace = '', plural, name, sub] =
      /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+)(?=\/))?(?:\/([a-z]+))?(?:\/([^/]+))?(?:\/([a-z]+))?$/.exec(
        path,
      ) ?? []
    const kinds = Object.entries(groups[api] ?? {}).filter(([, kind]) => !standIn.unknown.has(kind))
    const missing = { status: 404, message: 'the server could not find the requested resource' }
    if (kinds.length === 0) return failure(missing)
    if (plural === undefined) {
      const resources = kinds.map(([key, kind]) => ({
        name: key,
        kind,
        namespaced: kind !== 'Namespace' && kind !== 'Node',
      }))
      return { status: 200, body: { kind: 'APIResourceList', resources } }
    }
    if (!kinds.some(([key]) => key === plural)) return failure(missing)
    if (method === 'POST') {
      const { spec } = JSON.parse(body)
      return { status: 201, body: { spec, status: { allowed: standIn.allows(spec.resourceAttributes) } } }
    }
    if (name === undefined) {
      const selector = query.get('labelSelector')?.split(',') ?? []
      const items = [...objects].filter(([key]) => key.startsWith(`${plural}/`)).map(([, object]) => object)
      return { status: 200, body: { items: items.filter((object) => selected(object, selector)) } }
    }
    const key = `${plural}/${name}`
    if (sub === 'log') return { status: 200, body: standIn.logs.get(name) ?? '' }
    const live = objects.get(key)
    const dryRun = query.get('dryRun') === 'All'
    if (method !== 'GET') standIn.heard.push(`${method} ${key}${dryRun ? ' (dry run)' : ''}`)
    if (method === 'PATCH') {
      if (namespace !== '' && !objects.has(`namespaces/${namespace}`)) {
        return failure({ status: 404, message: `namespaces "${namespace}" not found` })
      }
      const applied = merged(live, JSON.parse(body), query.get('force') === 'true')
      if ('message' in applied) return failure(applied as unknown as Refusal)
      const result = { ...applied, status: standIn.status(plural, applied as StoredObject) }
      if (!dryRun) objects.set(key, result as StoredObject)
      return { status: live ? 200 : 201, body: result }
    }
    if (live === undefined) return failure({ status: 404, message: `${key} not found` })
    if (method === 'DELETE') objects.delete(key)
    return { status: 200, body: live }
  }
  return standIn
}

const failure = ({ status, message, causes }: Refusal) => ({
  status,
  body: { kind: 'Status', status: 'Failure', message, code: status, details: { causes } },
})

/** What the one manager `bonghwa` has applied before and applies now, over what others have set. */
function merged(live: StoredObject | undefined, applied: Tree, force: boolean): StoredObject | Refusal {
  const fieldsV1 = fieldsOf(applied)
  const others = (live?.metadata.managedFields ?? []).filter(({ operation }) => operation !== 'Apply')
  const taken = others.flatMap(({ manager, fieldsV1: theirs }) =>
    leaves(theirs as Tree)
      .filter((path) => !['kind', 'apiVersion'].includes(path[0] ?? '') && path[0] !== 'metadata')
      .filter((path) => valueAt(applied, path) !== undefined)
      .filter(
        (path) => JSON.stringify(valueAt(applied, path)) !== JSON.stringify(valueAt(live as Tree, path)),
      )
      .map((path) => ({
        reason: 'FieldManagerConflict',
        message: `conflict with "${manager}" using apps/v1`,
        field: `.${path.join('.')}`,
      })),
  )
  if (taken.length > 0 && !force) {
    return { status: 409, message: `Apply failed with ${taken.length} conflict`, causes: taken }
  }
  const own = live?.metadata.managedFields.find(({ operation }) => operation === 'Apply')
  const kept = structuredClone(live ?? {}) as Tree
  for (const path of leaves((own?.fieldsV1 ?? {}) as Tree)) remove(kept, path)
  const result = overlaid(kept, applied) as StoredObject
  const spec = result.spec as Tree | undefined
  if (result.kind === 'Deployment' && spec && spec.replicas === undefined) spec.replicas = 1
  const changed = live === undefined || JSON.stringify(spec) !== JSON.stringify(live.spec)
  result.metadata = {
    ...result.metadata,
    uid: live?.metadata.uid ?? randomUUID(),
    generation: ((live?.metadata.generation as number) ?? 0) + (changed ? 1 : 0),
    managedFields: [...others, { manager: 'bonghwa', operation: 'Apply', fieldsV1 }],
  }
  return result
}

const isMap = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `{ spec: { replicas: 1 } }` as `{ 'f:spec': { 'f:replicas': {} } }`; a list is one field. */
const fieldsOf = (object: Tree): Tree =>
  Object.fromEntries(
    Object.entries(object).map(([key, value]) => [`f:${key}`, isMap(value) ? fieldsOf(value) : {}]),
  )

function leaves(fields: Tree, above: readonly string[] = []): (readonly string[])[] {
  return Object.entries(fields).flatMap(([key, below]) => {
    const path = [...above, key.slice(2)]
    return isMap(below) && Object.keys(below).length > 0 ? leaves(below, path) : [path]
  })
}

const valueAt = (tree: Tree | undefined, path: readonly string[]): unknown =>
  path.reduce<unknown>((node, key) => (isMap(node) ? node[key] : undefined), tree)

function remove(tree: Tree, path: readonly string[]) {
  const parent = valueAt(tree, path.slice(0, -1))
  if (isMap(parent)) delete parent[path.at(-1) ?? '']
}

const overlaid = (under: Tree, over: Tree): Tree => ({
  ...under,
  ...Object.fromEntries(
    Object.entries(over).map(([key, value]) => {
      const below = under[key]
      return [key, isMap(value) && isMap(below) ? overlaid(below, value) : value]
    }),
  ),
})

const ready = ({ replicas }: Tree, { generation }: Tree) => ({
  observedGeneration: generation,
  replicas,
  updatedReplicas: replicas,
  readyReplicas: replicas,
  availableReplicas: replicas,
})

const kedaReady = { conditions: [{ type: 'Ready', status: 'True', reason: 'ScaledObjectReady' }] }

const selected = ({ metadata }: StoredObject, selector: readonly string[]): boolean =>
  selector.every((each) => {
    const [key = '', value] = each.split('=')
    return (metadata.labels as Tree | undefined)?.[key] === value
  })
