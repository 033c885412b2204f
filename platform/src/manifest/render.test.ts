import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { ScaledObject, TriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1'
import { Deployment } from 'kubernetes-models/apps/v1'
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1'
import { ConfigMap, Namespace, Service, ServiceAccount } from 'kubernetes-models/v1'
import { z } from 'zod'
import { clusterFolder } from '../testing/cluster-folder.ts'
import { asYaml } from './as-yaml.ts'
import { dockerfile } from './dockerfile.ts'
import type { KubernetesObject } from './object.ts'
import { nameOf } from './object.ts'
import { render } from './render.ts'

const golden = join(import.meta.dirname, 'golden')
const folder = await clusterFolder()
const manifests = render(folder)
const all = [...manifests.values()].flat()

/** The published schemas of Kubernetes and KEDA. */
const schemas: Readonly<Record<string, new (object: never) => { validate(): void }>> = {
  ConfigMap,
  Deployment,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  ScaledObject,
  Service,
  ServiceAccount,
  TriggerAuthentication,
}

/** What the CustomResourceDefinitions of the operator ask for and allow, of what is used here. */
const cluster = z.union([
  z.strictObject({ name: z.string(), namespace: z.string().optional() }),
  z.strictObject({ connectionSecret: z.strictObject({ name: z.string() }) }),
])
const common = { vhost: z.string(), rabbitmqClusterReference: cluster }
const ofKind = (kind: string, spec: z.ZodRawShape) =>
  z.looseObject({ kind: z.literal(kind), spec: z.strictObject({ ...common, ...spec }) })
const declared = { name: z.string(), durable: z.boolean(), autoDelete: z.boolean() }
const topologySchema = z.union([
  ofKind('Queue', {
    ...declared,
    type: z.enum(['quorum', 'classic']),
    arguments: z.record(z.string(), z.union([z.string(), z.int()])),
  }),
  ofKind('Exchange', { ...declared, type: z.literal('topic') }),
  ofKind('Binding', {
    ...{ source: z.string(), destination: z.string(), routingKey: z.string() },
    destinationType: z.enum(['queue', 'exchange']),
  }),
  ofKind('Policy', {
    ...{ name: z.string(), pattern: z.string(), priority: z.int() },
    applyTo: z.enum(['queues', 'classic_queues', 'quorum_queues', 'exchanges', 'all']),
    definition: z.record(z.string(), z.union([z.string(), z.int()])),
  }),
])

describe('The manifests of a folder', () => {
  for (const [name, objects] of manifests) {
    it(`of ${name} are those of golden/${name}.yaml (UPDATE_GOLDEN=1 writes it)`, () => {
      const file = join(golden, `${name}.yaml`)
      const text = asYaml(objects)
      if (process.env.UPDATE_GOLDEN !== undefined) {
        mkdirSync(golden, { recursive: true })
        writeFileSync(file, text)
      }
      assert.equal(text, readFileSync(file, 'utf8'))
    })
  }

  it('have the shape that Kubernetes and KEDA publish', () => {
    for (const object of all) {
      const Schema = schemas[object.kind]
      assert.ok(Schema, `no schema for ${object.kind}`)
      assert.doesNotThrow(() => new Schema(object as never).validate(), nameOf(object))
    }
  })

  it('name no object twice, and all lie in one namespace', () => {
    const names = all.map(nameOf)
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    )
    const namespaces = all
      .filter(({ kind }) => kind !== 'Namespace')
      .map(({ metadata }) => metadata.namespace)
    assert.deepEqual([...new Set(namespaces)], ['city'])
  })

  it('keep to the restricted pod security standard in every container', () => {
    for (const object of all.filter(({ kind }) => kind === 'Deployment')) {
      const pod = podOf(object)
      assert.equal(pod.securityContext.runAsNonRoot, true)
      assert.deepEqual(pod.securityContext.seccompProfile, { type: 'RuntimeDefault' })
      assert.equal(pod.automountServiceAccountToken, false)
      for (const container of [...pod.containers, ...(pod.initContainers ?? [])]) {
        assert.deepEqual(container.securityContext, {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        })
        assert.ok(container.resources.requests.memory && container.resources.limits.memory)
      }
    }
  })

  it('hold no secret: every value of one is a reference', () => {
    const secrets = all.flatMap((object) =>
      object.kind === 'Deployment'
        ? [...podOf(object).containers, ...(podOf(object).initContainers ?? [])].flatMap(({ env }) =>
            env.filter(({ name }) => /TOKEN\b|KEY|QUEUE|MANAGEMENT/.test(name)),
          )
        : [],
    )
    assert.ok(secrets.length > 0)
    for (const { name, value, valueFrom } of secrets) {
      assert.equal(value, undefined, name)
      assert.ok(valueFrom?.secretKeyRef, name)
    }
  })

  it('of a function that can do without its device have pods on other nodes for what is left waiting', () => {
    const [vision] = folder.functions.filter(({ spec }) => spec.name === 'vision')
    assert.ok(vision)
    const able = { ...vision, spec: { ...vision.spec, fallback: 'cpu' as const } }
    const objects = render({ ...folder, functions: [able], scaledObjects: [] }).get('vision') ?? []
    const file = join(golden, 'fallback.yaml')
    const text = asYaml(objects.filter(({ metadata }) => metadata.name === 'vision-seoul-cpu'))
    if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(file, text)
    assert.equal(text, readFileSync(file, 'utf8'))
    for (const object of objects) new schemas[object.kind]!(object as never).validate()
    const deployment = (name: string) =>
      objects.find((object) => nameOf(object) === `Deployment/${name}`) as unknown as {
        spec: { selector: { matchLabels: object } }
      }
    assert.notDeepEqual(
      deployment('vision-seoul').spec.selector.matchLabels,
      deployment('vision-seoul-cpu').spec.selector.matchLabels,
    )
    assert.match(JSON.stringify(deployment('vision-seoul')), /nvidia.com\/gpu":"1"/)
    assert.doesNotMatch(JSON.stringify(deployment('vision-seoul-cpu').spec), /nvidia|hpc/)
  })

  it("with RabbitMQ's topology operator have their lanes, bindings and policies as its objects", () => {
    const settings = { ...folder.settings, rabbitmqOperator: { cluster: 'rabbitmq', vhost: '/' } }
    const objects = [...render({ ...folder, settings })].flatMap(([of, each]) =>
      of === 'bonghwa' || of === 'greet' || of === 'eye' ? each : [],
    )
    const topology = objects.filter(({ apiVersion }) => apiVersion === 'rabbitmq.com/v1beta1')
    const file = join(golden, 'topology.yaml')
    const text = asYaml(topology)
    if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(file, text)
    assert.equal(text, readFileSync(file, 'utf8'))
    for (const object of topology) topologySchema.parse(object)
    assert.equal(new Set(topology.map(nameOf)).size, topology.length)
    assert.ok(topology.every(({ metadata }) => /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(metadata.name)))
  })

  it('without probes have none, and with a monitor have one for every part', () => {
    const settings = { ...folder.settings, probes: false, serviceMonitor: true }
    const objects = [...render({ ...folder, settings }).values()].flat()
    assert.doesNotMatch(JSON.stringify(objects), /Probe"/)
    assert.deepEqual(
      objects.filter(({ apiVersion }) => apiVersion === 'monitoring.coreos.com/v1').map(nameOf),
      ['PodMonitor/bonghwa-function', 'ServiceMonitor/bonghwa-gateway', 'ServiceMonitor/bonghwa-doorbell'],
    )
  })

  it('send spans to a collector when one is named, and else to none', () => {
    const endpoint = (objects: readonly KubernetesObject[]) =>
      JSON.stringify(objects).includes('OTEL_EXPORTER')
    assert.equal(endpoint(all), false)
    const settings = { ...folder.settings, otlp: 'http://collector:4318' }
    const sends = [...render({ ...folder, settings }).values()].flat().filter((object) => endpoint([object]))
    assert.ok(sends.some((object) => nameOf(object) === 'Deployment/bonghwa-gateway'))
    assert.ok(sends.some((object) => nameOf(object) === 'Deployment/greet-seoul'))
  })

  it('are all in use: a cluster of polled functions has no doorbell', () => {
    const functions = folder.functions.filter(({ spec }) => spec.name === 'count')
    const objects = render({ ...folder, functions, scaledObjects: [] }).get('bonghwa') ?? []
    assert.deepEqual(
      objects.map(nameOf).filter((name) => name.includes('doorbell')),
      [],
    )
    assert.ok(objects.some(({ kind }) => kind === 'TriggerAuthentication'))
  })

  it('put a bundle that is too large for a ConfigMap into an image, and say how to build it', () => {
    const [greet] = folder.functions.filter(({ spec }) => spec.name === 'greet')
    assert.ok(greet)
    const large = { ...greet, code: { kind: 'bundle', text: 'x'.repeat(900_001) } as const }
    const objects = render({ ...folder, functions: [large] }).get('greet') ?? []
    const [configMap, deployment] = objects
    assert.deepEqual(Object.keys(configMap?.data as object), ['function.json'])
    const image = podOf(deployment).containers[0]?.image
    assert.match(image ?? '', /^registry\.example\.org\/city\/greet:[0-9a-f]{10}$/)
    assert.match(
      dockerfile(large, folder.settings) ?? '',
      /COPY .* bundle\.mjs \/opt\/bonghwa\/functions\/greet\//,
    )
  })
})

interface Pod {
  readonly automountServiceAccountToken: boolean
  readonly securityContext: { readonly runAsNonRoot: boolean; readonly seccompProfile: object }
  readonly containers: readonly Container[]
  readonly initContainers?: readonly Container[]
}

interface Container {
  readonly image: string
  readonly env: readonly { name: string; value?: string; valueFrom?: { secretKeyRef?: object } }[]
  readonly securityContext: object
  readonly resources: { readonly requests: { memory?: string }; readonly limits: { memory?: string } }
}

const podOf = (object: KubernetesObject | undefined) =>
  (object as unknown as { spec: { template: { spec: Pod } } }).spec.template.spec
