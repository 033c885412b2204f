/** A Kubernetes object as it is sent to a cluster. */
export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly [section: string]: unknown
}

/** By which everything that belongs to one installation is found again, to show it and to prune it. */
export const managedBy = { 'app.kubernetes.io/managed-by': 'bonghwa' } as const

/** Kubernetes' recommended labels. */
export const labelsOf = (name: string, component: string) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/component': component,
  'app.kubernetes.io/part-of': 'bonghwa',
  ...managedBy,
})

/** `Deployment/thumb-seoul`, as people write it. */
export const nameOf = ({ kind, metadata }: Pick<KubernetesObject, 'kind' | 'metadata'>): string =>
  `${kind}/${metadata.name}`
