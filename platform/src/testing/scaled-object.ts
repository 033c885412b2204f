import { parseScaledObject, type ScaledObject } from '../autoscaler/scaled-object.ts'

export interface ExampleObject {
  readonly spec?: Readonly<Record<string, unknown>>
  readonly annotations?: Readonly<Record<string, string>>
  /** Changes to the only trigger, a `rabbitmq` one over http. */
  readonly trigger?: Readonly<Record<string, unknown>>
  /** Changes to the metadata of that trigger. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** The text of a ScaledObject over one queue with KEDA's defaults, changed as given. JSON is YAML. */
export function exampleText({ spec, annotations, trigger, metadata }: ExampleObject = {}): string {
  const queue = {
    queueName: 'q',
    host: 'http://guest:guest@localhost:15672/',
    mode: 'QueueLength',
    value: '20',
  }
  return JSON.stringify(
    {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: { name: 'example', ...(annotations && { annotations }) },
      spec: {
        scaleTargetRef: { name: 'example' },
        triggers: [{ type: 'rabbitmq', metadata: { ...queue, ...metadata }, ...trigger }],
        ...spec,
      },
    },
    undefined,
    2,
  )
}

export const exampleObject = (changes: ExampleObject = {}): ScaledObject =>
  parseScaledObject('example.yaml', exampleText(changes))
