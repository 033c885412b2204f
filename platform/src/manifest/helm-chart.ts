import { stringify } from 'yaml'
import type { KubernetesObject } from './object.ts'

/** Files of a chart, by their path in it. */
export type Chart = Readonly<Record<string, string>>

/**
 * The objects as a Helm chart. They are its values, so that an installation can overlay them, and its one template prints them as
 * they are: what Helm installs is what `render` prints. The Namespace is left to `helm install --create-namespace`.
 */
export function helmChart(objects: readonly KubernetesObject[], version: string): Chart {
  const yaml = (value: unknown) => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })
  const [first] = objects
  const chart = {
    apiVersion: 'v2',
    name: 'bonghwa',
    description: 'Functions of Bonghwa, with their gateway and doorbell.',
    type: 'application',
    version,
    appVersion: version,
    kubeVersion: '>=1.34.0-0',
  }
  return {
    'Chart.yaml': yaml(chart),
    'values.yaml': `# Made by \`bonghwa render --helm\`, for the namespace ${first?.metadata.namespace ?? first?.metadata.name}.\n${yaml(
      {
        objects: objects.filter(({ kind }) => kind !== 'Namespace'),
      },
    )}`,
    'templates/objects.yaml': '{{- range .Values.objects }}\n---\n{{ toYaml . }}\n{{- end }}\n',
  }
}
