import { type KubernetesObject, nameOf } from '../manifest/object.ts'
import { KindUnknownError } from './errors.ts'
import type { KubeClient } from './kube-client.ts'

/** A kind as a cluster knows it. */
export interface Resource {
  readonly apiVersion: string
  readonly kind: string
  /** Its name in paths, e.g. `deployments`. */
  readonly plural: string
  readonly namespaced: boolean
}

/** An object as it is in a cluster. */
export interface LiveObject extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & {
    readonly uid?: string
    readonly generation?: number
    readonly creationTimestamp?: string
    readonly managedFields?: readonly ManagedFields[]
  }
}

/** Who set which fields. */
export interface ManagedFields {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly subresource?: string
  readonly fieldsV1?: object
}

/** The kinds that a cluster knows, of those asked for. */
export type Resources = ReadonlyMap<string, Resource>

export const kindOf = ({ apiVersion, kind }: Pick<KubernetesObject, 'apiVersion' | 'kind'>): string =>
  `${apiVersion} ${kind}`

/** Asks for the kinds of these API versions; a version that the cluster does not have gives none. */
export async function knownResources(
  client: KubeClient,
  apiVersions: Iterable<string>,
  signal?: AbortSignal,
): Promise<Resources> {
  const lists = await Promise.all(
    [...new Set(apiVersions)].map(async (apiVersion) => {
      const list = await client.find<{ resources: { name: string; kind: string; namespaced: boolean }[] }>(
        apiPath(apiVersion),
        { signal },
      )
      return (list?.resources ?? [])
        .filter(({ name }) => !name.includes('/'))
        .map(({ name, kind, namespaced }) => ({ apiVersion, kind, plural: name, namespaced }))
    }),
  )
  return new Map(lists.flat().map((resource) => [kindOf(resource), resource]))
}

/** @throws KindUnknownError naming all that the cluster lacks */
export function resourcesFor(objects: readonly KubernetesObject[], known: Resources): void {
  const missing = new Set(objects.map(kindOf).filter((kind) => !known.has(kind)))
  if (missing.size > 0) throw new KindUnknownError([...missing])
}

/** Where the objects of a kind are, or one of them. */
export function pathOf(
  { apiVersion, plural, namespaced }: Resource,
  namespace: string,
  name?: string,
): string {
  const within = namespaced ? `/namespaces/${namespace}` : ''
  return `${apiPath(apiVersion)}${within}/${plural}${name === undefined ? '' : `/${name}`}`
}

/** @throws KindUnknownError */
export function pathOfObject(object: KubernetesObject, known: Resources): string {
  const resource = known.get(kindOf(object))
  if (resource === undefined) throw new KindUnknownError([nameOf(object)])
  return pathOf(resource, object.metadata.namespace ?? '', object.metadata.name)
}

const apiPath = (apiVersion: string): string =>
  apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
