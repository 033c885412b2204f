import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import {
  asYaml,
  defaultSettings,
  helmChart,
  type KubernetesObject,
  nameOf,
  render,
} from '@bonghwa/platform/manifest'
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1'
import { Deployment } from 'kubernetes-models/apps/v1'
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1'
import { ConfigMap, Namespace, Service, ServiceAccount } from 'kubernetes-models/v1'
import { parseCity } from '../camera/city.ts'
import { type CityImages, cityManifests } from './cluster-city.ts'

const repository = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'bonghwa-city-'))
const [beside, elsewhere] = [join(folder, 'city'), join(folder, 'elsewhere.mp4')]
mkdirSync(beside)
for (const clip of [join(beside, 'crash.mp4'), elsewhere]) writeFileSync(clip, '')
after(() => rmSync(folder, { recursive: true }))
const city = (url = 'rtsp://camera.example.org/1', clip = './crash.mp4') =>
  parseCity(
    `apiVersion: bonghwa.dev/v1
kind: City
metadata: { name: test }
spec:
  regions:
    - { name: seoul, title: { ko: 서울, en: Seoul }, place: { latitude: 37.5665, longitude: 126.978 }, core: true, nodes: [seoul-1] }
    - { name: daejeon, title: { ko: 대전, en: Daejeon }, place: { latitude: 36.3504, longitude: 127.3845 }, nodes: [daejeon-1] }
  model: ${repository}/models/city-nano
  channels: [{ kind: webhook, name: control-room, url: https://control.example.org/bonghwa }]
  cameras:
    - { id: one, title: { ko: 하나, en: One }, region: seoul, place: { latitude: 37.5, longitude: 127 }, heading: 0, fieldOfView: 70, source: { url: ${url} } }
    - { id: two, title: { ko: 둘, en: Two }, region: daejeon, place: { latitude: 36.3, longitude: 127.4 }, heading: 0, fieldOfView: 70, virtual: true, source: { file: ${clip}, play: loop } }
`,
    join(beside, 'city.yaml'),
  )
const images: CityImages = {
  cityImage: 'registry.example.org/city:1',
  watchImage: 'registry.example.org/watch:1',
  citySecret: 'bonghwa-city',
}
const settings = { ...defaultSettings, namespace: 'city' }
const manifests = render(await cityManifests(city(), settings, images))
const all = [...manifests.values()].flat()
const schemas: Readonly<Record<string, new (object: never) => { validate(): void }>> = {
  ConfigMap,
  Deployment,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  ScaledObject,
  Service,
  ServiceAccount,
}

describe('The manifests of a city', () => {
  for (const name of ['bonghwa', 'watch', 'detect', 'deliver-control-room']) {
    it(`of ${name} are those of golden/${name}.yaml (UPDATE_GOLDEN=1 writes it)`, () => {
      const file = join(import.meta.dirname, 'golden', `${name}.yaml`)
      const text = shapeOf(asYaml(manifests.get(name) ?? []))
      if (process.env.UPDATE_GOLDEN !== undefined) {
        mkdirSync(join(import.meta.dirname, 'golden'), { recursive: true })
        writeFileSync(file, text)
      }
      assert.equal(text, readFileSync(file, 'utf8'))
    })
  }

  it('have the shape that Kubernetes and KEDA publish, and no name twice', () => {
    for (const object of all) {
      const Schema = schemas[object.kind]
      assert.ok(Schema, `no schema for ${object.kind}`)
      assert.doesNotThrow(() => new Schema(object as never).validate(), nameOf(object))
    }
    assert.equal(new Set(all.map(nameOf)).size, all.length)
  })

  it('have a watch in each region and one front door, with a monitor where that is asked for', async () => {
    const names = all.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name)
    for (const name of ['watch-seoul', 'watch-daejeon', 'city', 'bonghwa-doorbell'])
      assert.ok(names.includes(name), name)
    assert.ok(!names.includes('bonghwa-gateway'))
    const monitored = { ...settings, serviceMonitor: true, probes: false }
    const objects = [...render(await cityManifests(city(), monitored, images)).values()].flat()
    assert.ok(objects.some((object) => nameOf(object) === 'ServiceMonitor/city'))
    assert.doesNotMatch(JSON.stringify(objects), /Probe"/)
  })

  it('keep to the restricted pod security standard, and hold no secret', () => {
    for (const object of all.filter(({ kind }) => kind === 'Deployment')) {
      const pod = podOf(object)
      assert.equal(pod.securityContext.runAsNonRoot, true, nameOf(object))
      for (const { securityContext, env = [] } of pod.containers) {
        assert.equal(securityContext.readOnlyRootFilesystem, true)
        for (const { name, valueFrom } of env.filter((each) =>
          /STORE|EVIDENCE|KEY|AWS|QUEUE|MANAGEMENT/.test(each.name),
        ))
          assert.ok(valueFrom?.secretKeyRef, `${nameOf(object)} ${name}`)
      }
    }
  })

  it('refuse a password in an address, unless the city file lies in a Secret', async () => {
    const secret = city('rtsp://watch:hunter2@camera.example.org/1')
    await assert.rejects(cityManifests(secret, settings, images), /camera one: its address holds a password/)
    const objects = [
      ...render(await cityManifests(secret, settings, { ...images, cityFileSecret: 'city-file' })).values(),
    ].flat()
    assert.doesNotMatch(JSON.stringify(objects), /hunter2/)
    await assert.rejects(cityManifests(city(undefined, elsewhere), settings, images), /no image has it/)
  })

  it('are a Helm chart too', () => {
    const chart = helmChart(all, '0.1.0')
    assert.deepEqual(Object.keys(chart), ['Chart.yaml', 'values.yaml', 'templates/objects.yaml'])
  })
})

/** What the city and its functions say has tests of its own: here they are left out, and so are the hashes of them. */
const shapeOf = (text: string): string =>
  text
    .replaceAll(/^( +(?:city|function)\.json): .*$/gm, '$1: …')
    .replaceAll(/(?<![0-9a-f])[0-9a-f]{10}(?![0-9a-f])/g, 'HASH')

interface Pod {
  readonly securityContext: { readonly runAsNonRoot: boolean }
  readonly containers: readonly {
    readonly securityContext: { readonly readOnlyRootFilesystem: boolean }
    readonly env?: readonly { name: string; valueFrom?: { secretKeyRef?: object } }[]
  }[]
}

const podOf = (object: KubernetesObject) =>
  (object as unknown as { spec: { template: { spec: Pod } } }).spec.template.spec
