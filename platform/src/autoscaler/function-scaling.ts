import type { FunctionSpec } from '../function/function-spec.ts'
import { parseScaledObject, type ScaledObject } from './scaled-object.ts'

/** The ScaledObject that says of a lane what the `scale` of its manifest says; KEDA's defaults for the rest. */
export function scaledObjectOf({ name, scale }: Pick<FunctionSpec, 'name' | 'scale'>): ScaledObject {
  const { minReplicaCount, maxReplicaCount, cooldownPeriod, pollingInterval, value, activationValue } = scale
  const document = {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name },
    spec: {
      scaleTargetRef: { name },
      ...(minReplicaCount > 0 ? { minReplicaCount } : {}),
      maxReplicaCount,
      cooldownPeriod: Math.round(cooldownPeriod),
      pollingInterval,
      triggers: [
        {
          type: 'rabbitmq',
          metadata: {
            // By http, so that whoever works counts.
            host: 'http://localhost/',
            queueName: `fn.${name}`,
            mode: 'QueueLength',
            value: String(value),
            activationValue: String(activationValue),
          },
        },
      ],
    },
  }
  return parseScaledObject(`the scale of ${name}`, JSON.stringify(document))
}

/** A manifest's `scale` with the numbers of a ScaledObject: those of its first trigger that counts messages. */
export function scaleOf(object: ScaledObject, scale: FunctionSpec['scale']): FunctionSpec['scale'] {
  const { minReplicaCount, hpa, cooldownPeriod, pollingInterval, triggers } = object
  const queue = triggers.find((trigger) => trigger.type === 'rabbitmq')
  return {
    activation: scale.activation,
    minReplicaCount: minReplicaCount ?? 0,
    maxReplicaCount: hpa.maxReplicas,
    cooldownPeriod,
    pollingInterval,
    value: queue ? queue.target.milli / 1000 : scale.value,
    activationValue: queue?.activationValue ?? scale.activationValue,
  }
}
