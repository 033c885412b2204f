import type { KubernetesObject } from '../manifest/object.ts'
import type { LiveObject } from './resources.ts'

interface Deployed {
  readonly spec: { readonly replicas?: number }
}

/** Whether one of the objects is a ScaledObject of this Deployment: then KEDA says how many pods it has. */
export const isScaled = ({ kind, metadata }: KubernetesObject, among: readonly KubernetesObject[]): boolean =>
  kind === 'Deployment' &&
  among.some(
    (object) =>
      object.kind === 'ScaledObject' &&
      (object as unknown as { spec: { scaleTargetRef: { name: string } } }).spec.scaleTargetRef.name ===
        metadata.name,
  )

/**
 * A Deployment that KEDA scales, so that applying it scales nothing. A new one begins as rendered. As long as the number
 * is ours it stays what it is, since a field that its only owner leaves out falls back to 1. Once KEDA has set it, it is
 * left out.
 */
export function withReplicas(object: KubernetesObject, live: LiveObject | undefined): KubernetesObject {
  if (live === undefined) return object
  const { replicas: _, ...spec } = (object as unknown as Deployed).spec
  const { replicas } = (live as unknown as Deployed).spec
  return { ...object, spec: isOurs(live) ? { ...spec, replicas } : spec }
}

const isOurs = ({ metadata }: LiveObject): boolean =>
  (metadata.managedFields ?? []).some(
    ({ manager, operation, fieldsV1 }) =>
      manager === 'bonghwa' &&
      operation === 'Apply' &&
      (fieldsV1 as { 'f:spec'?: object } | undefined)?.['f:spec'] !== undefined &&
      'f:replicas' in ((fieldsV1 as { 'f:spec': object })['f:spec'] as object),
  )
