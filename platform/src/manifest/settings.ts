import { z } from 'zod'

const name = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'must be lower-case letters, digits and dashes (at most 63)')
const port = z.int().min(1).max(65_535)
const address = z.string().regex(/^[^\s:/]+:\d+$/, 'must be host:port')

/** `spec.cluster` of `bonghwa.yaml`: what a cluster needs to know beyond the functions and regions. */
export const clusterSchema = z
  .strictObject({
    namespace: name.default('bonghwa'),
    /** The runtime's image, `deploy/runtime.Dockerfile`. */
    image: z.string().min(1).default('bonghwa/runtime:0.1.0'),
    /** What starts Bonghwa in the image; its entry point unless given. */
    command: z.array(z.string()).min(1).optional(),
    imagePullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).default('IfNotPresent'),
    /** Where images of functions lie that need one, e.g. `registry.example.org/city`. */
    registry: z.string().min(1).optional(),
    /** Secret with the broker's addresses: `amqp` (amqp://…) and `http` (its management API, with a slash at the end). */
    brokerSecret: name.default('rabbitmq'),
    /** RabbitMQ's topology operator makes lanes and policies from objects, in place of AMQP and the management API. */
    rabbitmqOperator: z
      .strictObject({
        /** Name of the RabbitmqCluster. */
        cluster: name.optional(),
        /** In which that is; this one unless given. */
        clusterNamespace: name.optional(),
        /** Secret with `uri`, `username` and `password` of a broker that the cluster operator does not run. */
        connectionSecret: name.optional(),
        vhost: z.string().min(1).default('/'),
      })
      .refine(
        ({ cluster, connectionSecret }) => (cluster === undefined) !== (connectionSecret === undefined),
        {
          message: 'must have either "cluster" or "connectionSecret"',
        },
      )
      .optional(),
    /** Secret with the values that functions name under `secrets`. */
    functionSecret: name.default('bonghwa-secrets'),
    /** A collector of OpenTelemetry, `http://host:4318`, to which pods and gateway send every span. */
    otlp: z.url({ protocol: /^https?$/, error: 'must be http://host:port' }).optional(),
    /** Node label that says in which region a node stands. */
    regionLabel: z.string().min(1).default('topology.kubernetes.io/region'),
    /** Node label that says of which class a node is; `placement: hpc` asks for its value `hpc`. */
    nodeClassLabel: z.string().min(1).default('bonghwa.dev/node-class'),
    /** How long an event may wait in a region before it moves to the next, in seconds; 0 to keep it. */
    spillSeconds: z.number().min(0).max(86_400).default(10),
    /** Kubelets ask containers whether they are well. */
    probes: z.boolean().default(true),
    /** For the Prometheus operator, whose kinds a cluster must know. */
    serviceMonitor: z.boolean().default(false),
    metricsPort: port.default(9464),
    gateway: z.strictObject({ replicas: z.int().min(0).default(2), port: port.default(8080) }).prefault({}),
    /** In each region: what says that it is there while all its functions sleep. Two, on two nodes where there are two. */
    beacon: z.strictObject({ replicas: z.int().min(0).default(2) }).prefault({}),
    doorbell: z
      .strictObject({
        replicas: z.int().min(0).default(2),
        port: port.default(6000),
        /** Where KEDA finds it; the Service's name unless given. */
        address: address.optional(),
        /** Secret with `tls.crt`, `tls.key` and `ca.crt`, for both ends. */
        tlsSecret: name.optional(),
      })
      .prefault({}),
    /** Namespace in which KEDA runs. */
    kedaNamespace: name.default('keda'),
  })
  .prefault({})

export type ClusterSettings = z.output<typeof clusterSchema>

export const defaultSettings: ClusterSettings = clusterSchema.parse(undefined)
