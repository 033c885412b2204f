import type { FunctionSpec } from '../function/function-spec.ts'
import type { Region } from '../placement/region.ts'
import { catalogue, catalogueFile } from './catalogue.ts'
import { hashOf } from './code.ts'
import { type KubernetesObject, labelsOf } from './object.ts'
import { brokerEnv, collectorEnv, managementEnv } from './pod.ts'
import { type MountedVolume, type PlatformService, serviceObjects } from './service.ts'
import type { ClusterSettings } from './settings.ts'

const catalogueName = 'bonghwa-functions'
const catalogueFolder = '/var/lib/bonghwa/functions'
/** Secret whose key `tokens.json` says who may use the gateway. */
export const gatewayTokens = 'bonghwa-tokens'
const tokensFolder = '/var/run/bonghwa/tokens'
export const tokensFile = `${tokensFolder}/tokens.json`
/** It may be made later: until then nobody is let in. */
export const tokensVolume: MountedVolume = {
  name: 'tokens',
  mountPath: tokensFolder,
  from: { secret: { secretName: gatewayTokens, optional: true } },
}
const certificates = '/var/run/bonghwa/tls'

/** Takes events in over HTTP, each into the lanes of the functions that asked for it. */
export function gatewayObjects(
  functions: readonly FunctionSpec[],
  regions: readonly Region[],
  settings: ClusterSettings,
): KubernetesObject[] {
  const { namespace, gateway } = settings
  const text = JSON.stringify(catalogue(functions, regions))
  const configMap: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: catalogueName, namespace, labels: labelsOf(catalogueName, 'gateway') },
    data: { [catalogueFile]: text },
  }
  const service: PlatformService = {
    name: 'bonghwa-gateway',
    component: 'gateway',
    args: ['gateway', catalogueFolder],
    replicas: gateway.replicas,
    env: [
      ...brokerEnv(settings),
      managementEnv(settings),
      { name: 'BONGHWA_PORT', value: String(gateway.port) },
      { name: 'BONGHWA_HOST', value: '0.0.0.0' },
      { name: 'BONGHWA_DATA', value: '/tmp/bonghwa' },
      { name: 'BONGHWA_TOKENS', value: tokensFile },
      ...collectorEnv(settings),
    ],
    port: { name: 'http', number: gateway.port },
    memory: '256Mi',
    volumes: [
      { name: 'functions', mountPath: catalogueFolder, from: { configMap: { name: catalogueName } } },
      tokensVolume,
    ],
    version: hashOf(text),
  }
  return [configMap, ...serviceObjects(service, settings)]
}

/** Tells KEDA of events as they come: an external-push scaler for all lanes. */
export function doorbellObjects(settings: ClusterSettings): KubernetesObject[] {
  const { port, replicas, tlsSecret } = settings.doorbell
  return serviceObjects(
    {
      name: 'bonghwa-doorbell',
      component: 'doorbell',
      args: ['doorbell'],
      replicas,
      env: [
        ...brokerEnv(settings),
        managementEnv(settings),
        { name: 'BONGHWA_HOST', value: '0.0.0.0' },
        { name: 'BONGHWA_PORT', value: String(port) },
        { name: 'BONGHWA_METRICS_PORT', value: String(settings.metricsPort) },
        ...(tlsSecret === undefined ? [] : [{ name: 'BONGHWA_TLS', value: certificates }]),
      ],
      port: { name: 'grpc', number: port, appProtocol: 'kubernetes.io/h2c' },
      metricsPort: settings.metricsPort,
      memory: '192Mi',
      volumes:
        tlsSecret === undefined
          ? []
          : [{ name: 'tls', mountPath: certificates, from: { secret: { secretName: tlsSecret } } }],
    },
    settings,
  )
}
