import { z } from 'zod'
import type { CloudEvent } from '../event/cloud-event.ts'
import { type CronTrigger, type MqttTrigger, onSchema, type Subscription, subscriptionsSchema } from './on.ts'
import { type Isolation, isolationSchema, type Permissions, permissionsSchema } from './permissions.ts'
import { type Resources, resourcesSchema } from './resources.ts'
import { meets } from './where.ts'

const name = z
  .string()
  .regex(
    /^[a-z]([a-z0-9-]{0,48}[a-z0-9])?$/,
    'must be lower-case letters, digits and dashes, beginning with a letter (at most 50)',
  )

const common = {
  handler: z.string().optional(),
  command: z.array(z.string()).min(1).optional(),
  env: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()).default([]),
  resources: resourcesSchema,
  permissions: permissionsSchema,
  isolation: isolationSchema,
  timeoutSeconds: z.number().positive('must be above 0').max(3600).default(30),
  concurrency: z.int().min(1).max(1000).default(1),
  delivery: z.enum(['durable', 'ephemeral']).default('durable'),
  /** For `ephemeral`: how many events wait at most; then the oldest is dropped and counted. */
  maxLength: z.int().min(1).default(256),
  retry: z
    .strictObject({
      maxAttempts: z.int().min(1).max(100).default(5),
      backoff: z.enum(['exponential', 'fixed']).default('exponential'),
      /** Seconds before the second attempt. */
      delaySeconds: z.number().min(0).max(3600).default(1),
    })
    .prefault({}),
}

/** How many instances a lane has: KEDA's names and meanings. */
export const scaleSchema = z
  .strictObject({
    minReplicaCount: z.int().min(0).default(0),
    maxReplicaCount: z.int().min(1, 'must be 1 or more').default(10),
    /** Seconds. */
    cooldownPeriod: z.number().min(0).default(30),
    /** Seconds between two looks, under `poll`. */
    pollingInterval: z.int().min(1, 'must be 1 or more').default(30),
    value: z.number().positive('must be above 0').default(5),
    activationValue: z.number().min(0).default(0),
    /** `push`: decided at every event, our way. `poll`: KEDA's polls and the HPA's syncs, second for second. */
    activation: z.enum(['push', 'poll'], { error: 'must be push or poll' }).default('push'),
  })
  .refine((scale) => scale.minReplicaCount <= scale.maxReplicaCount, {
    path: ['minReplicaCount'],
    message: 'must not be above maxReplicaCount',
  })
  .prefault({})

const header = { apiVersion: z.literal('bonghwa.dev/v1', { error: 'must be bonghwa.dev/v1' }) }

const functionSchema = z.strictObject({
  ...header,
  kind: z.literal('Function'),
  metadata: z.strictObject({ name, labels: z.record(z.string(), z.string()).optional() }),
  spec: z.strictObject({
    ...common,
    on: onSchema,
    image: z.string().optional(),
    placement: z.string().default('nearest'),
    /** In a cluster: what nodes with the devices of `resources` leave waiting is taken by others, without devices. */
    fallback: z.enum(['none', 'cpu'], { error: 'must be none or cpu' }).default('none'),
    scale: scaleSchema,
  }),
})

const sourceSchema = z.strictObject({
  ...header,
  kind: z.literal('Source'),
  metadata: z.strictObject({ name }),
  spec: z.strictObject({ ...common, on: subscriptionsSchema }),
})

/** What `function.yaml` may say; `z.discriminatedUnion` picks by `kind`. */
export const manifestSchema = z
  .discriminatedUnion('kind', [functionSchema, sourceSchema], { error: 'must be Function or Source' })
  .superRefine((manifest, context) => {
    const { handler, command } = manifest.spec
    const image = manifest.kind === 'Function' ? manifest.spec.image : undefined
    const given = [handler, command, image].filter((way) => way !== undefined).length
    if (given === 1) return
    context.addIssue({
      code: 'custom',
      path: ['spec'],
      message: `must have exactly one of "handler", "command" and "image", but has ${given}`,
    })
  })

export type Manifest = z.output<typeof manifestSchema>

/** A manifest and the folder it was read from. */
export interface FunctionSpec {
  readonly name: string
  readonly kind: Manifest['kind']
  /** Absolute path: relative handlers and commands start here. */
  readonly folder: string
  readonly handler?: string
  readonly command?: readonly string[]
  /** A container image that serves HTTP on `$PORT`; only a cluster runs it. */
  readonly image?: string
  /** The events that wake it. */
  readonly on: readonly Subscription[]
  /** The times that wake it, in its lane of the core region. */
  readonly cron: readonly CronTrigger[]
  /** The messages of an MQTT broker that wake it. */
  readonly mqtt: readonly MqttTrigger[]
  /** `nearest`, `core`, `any`, or the name of a region or of a node class. */
  readonly placement: string
  readonly scale: Extract<Manifest, { kind: 'Function' }>['spec']['scale']
  /** Events in one instance at a time. */
  readonly concurrency: number
  readonly timeoutMs: number
  readonly retry: Manifest['spec']['retry']
  readonly delivery: 'durable' | 'ephemeral'
  readonly maxLength: number
  readonly env: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
  readonly resources: Resources
  /** Without the devices of `resources` it can do its work too, if it must. */
  readonly fallback?: 'cpu'
  /** What its process may do on one machine. */
  readonly permissions: Permissions
  readonly isolation: Isolation
}

/** Whether the function asked for this event. */
export function wants(spec: FunctionSpec, event: CloudEvent): boolean {
  return spec.on.some(({ type, where }) => type === event.type && meets(where, event))
}
