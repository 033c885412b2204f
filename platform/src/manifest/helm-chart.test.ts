import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parse } from 'yaml'
import { clusterFolder } from '../testing/cluster-folder.ts'
import { helmChart } from './helm-chart.ts'
import { render } from './render.ts'

it('A Helm chart has the rendered objects as its values, but for the Namespace, and one template that prints them', async () => {
  const objects = [...render(await clusterFolder()).values()].flat()
  const chart = helmChart(objects, '0.1.0')
  assert.deepEqual(Object.keys(chart), ['Chart.yaml', 'values.yaml', 'templates/objects.yaml'])
  assert.deepEqual(
    parse(chart['values.yaml'] ?? '').objects,
    JSON.parse(JSON.stringify(objects.filter(({ kind }) => kind !== 'Namespace'))),
  )
  const { apiVersion, name, version } = parse(chart['Chart.yaml'] ?? '')
  assert.deepEqual([apiVersion, name, version], ['v2', 'bonghwa', '0.1.0'])
  assert.equal(
    chart['templates/objects.yaml'],
    '{{- range .Values.objects }}\n---\n{{ toYaml . }}\n{{- end }}\n',
  )
})
