import { createHash } from 'node:crypto'
import type { BrokerPolicy } from '../queue/rabbitmq-policies.ts'
import { signalExchange } from '../queue/rabbitmq-signals.ts'
import { deadLetterArguments, laneArguments, laneTopology } from '../queue/rabbitmq-topology.ts'
import { type ClusterLane, clusterLanes } from './lane.ts'
import { type KubernetesObject, labelsOf } from './object.ts'
import type { Renderable } from './render.ts'
import type { ClusterSettings } from './settings.ts'
import { plannedPolicies } from './spill.ts'

const exchange = 'bonghwa'

/** The exchanges that all lanes share, for RabbitMQ's topology operator. */
export const sharedTopology = (settings: ClusterSettings): KubernetesObject[] =>
  [exchange, signalExchange(exchange)].map((name) =>
    topologyObject(settings, 'Exchange', name, labelsOf(name, 'broker'), {
      name,
      type: 'topic',
      durable: true,
      autoDelete: false,
    }),
  )

/**
 * The lanes of one function, for the topology operator, with the arguments that pods and gateway declare them with: a queue that differed
 * would refuse them. Its operator speaks to the management API, and so needs no AMQP from wherever `apply` runs.
 */
export function laneTopologyObjects(
  { regions, settings }: Pick<Renderable, 'regions' | 'settings'>,
  spec: ClusterLane['spec'],
): KubernetesObject[] {
  const { spillSeconds } = settings
  const policies = plannedPolicies({ functions: [spec], regions, spillSeconds }, exchange)
  return clusterLanes(spec, regions).flatMap(({ queue, home }) => {
    const topology = laneTopology(exchange, queue.name, queue.options)
    const labels = {
      ...labelsOf(spec.name, 'broker'),
      'bonghwa.dev/function': spec.name,
      'bonghwa.dev/region': home.name,
    }
    const make = (kind: Kind, name: string, body: object) =>
      topologyObject(settings, kind, name, labels, body)
    const keys = [queue.name, ...queue.options.bindings]
    return [
      make('Queue', queue.name, queueBody(topology.queue, laneArguments(topology))),
      make(
        'Queue',
        topology.deadLetterQueue,
        queueBody(topology.deadLetterQueue, deadLetterArguments(topology)),
      ),
      ...keys.map((routingKey) =>
        make('Binding', `${queue.name}-${hashOf(routingKey)}`, {
          source: exchange,
          destination: queue.name,
          destinationType: 'queue',
          routingKey,
        }),
      ),
      ...policies
        .filter(({ pattern }) => new RegExp(pattern).test(queue.name))
        .map((policy) => make('Policy', `spill-${queue.name}`, policyBody(policy))),
    ]
  })
}

type Kind = 'Queue' | 'Exchange' | 'Binding' | 'Policy'

function queueBody(
  name: string,
  { 'x-queue-type': type = 'classic', ...rest }: Readonly<Record<string, string | number>>,
) {
  return { name, type, durable: true, autoDelete: false, arguments: rest }
}

const policyBody = ({ 'apply-to': applyTo, ...policy }: BrokerPolicy) => ({ ...policy, applyTo })

function topologyObject(
  { namespace, rabbitmqOperator }: ClusterSettings,
  kind: Kind,
  name: string,
  labels: Readonly<Record<string, string>>,
  body: object,
): KubernetesObject {
  const { vhost = '/', connectionSecret, cluster, clusterNamespace } = rabbitmqOperator ?? {}
  return {
    apiVersion: 'rabbitmq.com/v1beta1',
    kind,
    metadata: { name, namespace, labels },
    spec: {
      ...body,
      vhost,
      rabbitmqClusterReference:
        connectionSecret === undefined
          ? { name: cluster, ...(clusterNamespace === undefined ? {} : { namespace: clusterNamespace }) }
          : { connectionSecret: { name: connectionSecret } },
    },
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)
