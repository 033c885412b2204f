import { z } from 'zod'
import { cares, priorities } from '../camera/city.ts'
import { incidentLabels } from '../incident/incident.ts'
import { cellLength } from '../outcome/cell.ts'
import { deliveryStates } from '../outcome/delivery.ts'
import { postStatuses } from '../outcome/post.ts'
import { isPushService } from '../outcome/push-service.ts'
import { roadLabels } from '../outcome/road-message.ts'

// The bodies of the city's half of `docs/api.md`: instants are RFC 3339, boxes are pixels of the frame.

const instant = z.iso.datetime({ offset: true })
const title = z.object({ ko: z.string(), en: z.string() })
const place = z.object({ latitude: z.number(), longitude: z.number() })
/** As it may be asked for. */
export const checkedPlace = z.strictObject({
  latitude: z.coerce.number().min(-90).max(90),
  longitude: z.coerce.number().min(-180).max(180),
})
const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
const detection = z.object({ label: z.string(), score: z.number(), box })
const evidencePath = z.string().regex(/^\/api\/evidence\/[0-9a-f]{64}\.jpg$/)
const postStatus = z.enum(postStatuses)

const outlinesOf = (description: string) =>
  z
    .array(z.array(z.tuple([z.number(), z.number()]).readonly()).readonly())
    .readonly()
    .meta({ description })

export const regionShape = z.object({
  name: z.string(),
  title,
  place,
  core: z.boolean(),
  state: z.enum(['alive', 'dead']),
  servedBy: z
    .string()
    .nullable()
    .meta({ description: 'The region where its work runs now; null when none answers.' }),
  rank: z.number(),
})

export const roadMapShape = z.object({
  style: z.string().nullable().meta({ description: 'A MapLibre style; null for the built-in map.' }),
  attribution: z.string(),
})

export const cityShape = z.object({
  name: z.string(),
  map: roadMapShape,
  regions: z.array(regionShape),
  reviews: z.enum(['ask', 'auto']),
  version: z.string(),
})

export const cameraShape = z.object({
  id: z.string(),
  title,
  region: z.string(),
  place,
  heading: z.number().meta({ description: 'Degrees clockwise from north.' }),
  fieldOfView: z.number().meta({ description: 'Degrees, horizontally.' }),
  virtual: z.boolean(),
  source: z.string(),
  push: z
    .object({ clips: z.array(z.string()) })
    .nullable()
    .meta({
      description: 'Pictures are sent to it, or one of these clips is played; null for any other camera.',
    }),
  state: z.enum(['starting', 'watching', 'resting', 'ended', 'failed']),
  error: z.string().nullable(),
  nextSceneAt: instant.nullable(),
  moving: z.boolean(),
  fps: z.number().meta({ description: 'Frames that its watch saw in each of the last seconds.' }),
  framesSeen: z.number(),
  framesSent: z.number(),
  framesDropped: z.number().meta({ description: 'That nobody had time to look at.' }),
  decoding: z
    .object({ mode: z.enum(['key-frames', 'full']), keyFrameMs: z.number().nullable() })
    .meta({ description: 'Key frames only while nothing moves, if they come every two seconds or sooner.' }),
  priority: z.enum(priorities),
  care: z.enum(cares).meta({
    description:
      'Less than full where one machine has more cameras than it can look at, by priority: key frames only, or one every five seconds.',
  }),
  lastFrameAt: instant.nullable(),
  masks: outlinesOf('Where nothing counts; corners [x, y] in 0..1 of the frame.'),
  zones: outlinesOf('Where alone something can be an incident; anywhere when there are none.'),
  frame: z
    .object({
      width: z.number(),
      height: z.number(),
      capturedAt: instant,
      detections: z.array(detection).readonly(),
    })
    .nullable()
    .meta({ description: 'The last one that passed the motion gate.' }),
})

export const outcomeShape = z.object({
  kind: z.enum(['pin', 'post']),
  function: z.string(),
  region: z.string(),
  at: instant,
  id: z.string(),
  status: postStatus,
})

export const incidentShape = z.object({
  type: z.literal('Feature'),
  id: z.string(),
  geometry: z.object({
    type: z.literal('Point'),
    coordinates: z.tuple([z.number(), z.number()]).meta({ description: 'Longitude, latitude.' }),
  }),
  properties: z.object({
    id: z.string(),
    label: z.enum(incidentLabels),
    state: z.enum(['open', 'closed']),
    camera: z.string(),
    cameraTitle: title,
    region: z.string(),
    openedAt: instant,
    updatedAt: instant,
    closedAt: instant.nullable(),
    score: z.number(),
    frames: z.number(),
    virtual: z.boolean(),
    box,
    width: z.number(),
    height: z.number(),
    detections: z.array(detection).readonly(),
    evidence: evidencePath,
    traceId: z.string(),
    outcomes: z.array(outcomeShape),
  }),
})

export const incidentsShape = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(incidentShape),
})

export const pointsShape = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      geometry: z.object({
        type: z.literal('Point'),
        coordinates: z.tuple([z.number(), z.number()]).meta({ description: 'Longitude, latitude.' }),
      }),
      properties: z.object({
        id: z.string(),
        label: z.enum(incidentLabels),
        state: z.enum(['open', 'closed']),
        openedAt: z.number().meta({ description: 'Epoch milliseconds.' }),
      }),
    }),
  ),
})

export const roadWarningShape = z.object({
  type: z.literal('Feature'),
  id: z.string(),
  geometry: z.object({
    type: z.literal('Point'),
    coordinates: z.tuple([z.number(), z.number()]).meta({ description: 'Longitude, latitude.' }),
  }),
  properties: z.object({
    label: z.enum(roadLabels),
    place: title.nullable().meta({ description: 'The road, in words.' }),
    openedAt: instant,
    virtual: z.boolean(),
  }),
})

export const roadWarningsShape = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(roadWarningShape),
})

const pushEndpoint = z.url().max(2048).refine(isPushService, 'not an endpoint of a known push service')
const base64url = z.string().regex(/^[\w-]{16,128}=*$/)

export const pushKeyShape = z.object({ publicKey: z.string() })

export const subscriptionShape = z.strictObject({
  endpoint: pushEndpoint,
  keys: z.strictObject({ p256dh: base64url, auth: base64url }),
  cell: z
    .string()
    .regex(new RegExp(`^[0-9b-hjkmnp-z]{${cellLength}}$`))
    .meta({
      description: `The driver's area as a geohash of ${cellLength} letters, about 5 km; nothing finer is taken.`,
    }),
  language: z.enum(['ko', 'en']),
})

/** A browser that wants to be told of posts that wait. */
export const reviewerShape = subscriptionShape.omit({ cell: true })

export const leavingShape = z.strictObject({ endpoint: z.string().max(2048) })

export const segmentShape = z.looseObject({ name: z.string(), duration: z.number() })

export const segmentRowShape = z.object({
  label: z.string(),
  region: z.string(),
  segment: z.string().meta({ description: 'Its name; whole for the whole way.' }),
  function: z.string().nullable(),
  n: z.number().meta({ description: 'Incidents that have it.' }),
  p50: z.number().meta({ description: 'Milliseconds; so are the next two.' }),
  p95: z.number(),
  p99: z.number(),
})

export const traceShape = z.object({
  incident: z.string(),
  traceId: z.string(),
  segments: z.array(segmentShape).readonly(),
})

export const postShape = z.object({
  id: z.string(),
  incident: z.string(),
  channel: z.literal('city'),
  label: z.enum(incidentLabels),
  region: z.string(),
  status: postStatus,
  text: title,
  image: evidencePath.nullable(),
  mosaicked: z.boolean(),
  alt: title,
  place,
  cameraTitle: title,
  postedAt: instant.meta({ description: 'When it was published; when it was written, until then.' }),
  virtual: z.boolean(),
  note: z.string().nullable().meta({ description: 'Why there is no photo.' }),
  expiresAt: instant.nullable().meta({ description: 'Waiting until then, it is refused by itself.' }),
  describedBy: z
    .string()
    .nullable()
    .meta({ description: 'The model that worded `alt`; null where it says what was measured.' }),
  edited: z.boolean().meta({ description: 'A reviewer changed its words before it went out.' }),
  refusal: z
    .object({ by: z.enum(['reviewer', 'expiry']), reason: z.string().nullable() })
    .nullable()
    .meta({ description: 'Why it was refused.' }),
  followUps: z
    .array(z.object({ part: z.enum(['grown', 'closed', 'reopened']), text: title, at: instant }))
    .meta({ description: 'What was told of it since, oldest first.' }),
})

const words = (longest: number) => z.string().trim().min(1).max(longest)
const editedTitle = (longest: number) => z.strictObject({ ko: words(longest), en: words(longest) })

export const reviewShape = z.discriminatedUnion('decision', [
  z.strictObject({
    decision: z.literal('approve'),
    text: editedTitle(2000).optional().meta({ description: 'What it says instead of what was written.' }),
    alt: editedTitle(1000).optional().meta({ description: 'What its photo shows, likewise.' }),
  }),
  z.strictObject({
    decision: z.literal('refuse'),
    reason: words(500).optional().meta({ description: 'Kept with the post, and never published.' }),
  }),
])

const corner = z.number().min(0).max(1)
const outline = z
  .array(z.tuple([corner, corner]))
  .min(3)
  .max(64)
  .readonly()

/** Polygons that are drawn into a camera's picture. */
export const outlinesShape = z.strictObject({
  masks: z.array(outline).max(16).readonly(),
  zones: z.array(outline).max(16).readonly(),
})

/** A clip to be played by a camera whose pictures are sent, and where on Earth. */
export const playShape = z.strictObject({ clip: z.string(), place: checkedPlace.optional() })

export const deliveryShape = z.object({
  id: z.string(),
  incident: z.string(),
  channel: z.string(),
  region: z.string(),
  part: z.enum(['post', 'grown', 'closed', 'reopened']),
  state: z.enum(deliveryStates),
  attempts: z.number(),
  url: z.string().nullable().meta({ description: 'Where people can read it.' }),
  problem: z.string().nullable().meta({ description: 'Why it is not delivered yet, or never will be.' }),
  createdAt: instant,
  settledAt: instant.nullable(),
})

export const erasureShape = z.object({
  incident: z.string(),
  found: z.boolean().meta({ description: 'Whether it was there; it stays away in any case.' }),
  pictures: z.number().meta({ description: 'How many were deleted.' }),
  published: z
    .array(z.string())
    .readonly()
    .meta({ description: 'Posts on other services, to be deleted there.' }),
})

export const errorShape = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

export type RegionState = z.infer<typeof regionShape>
/** A camera and how its watch is doing. */
export type CameraState = z.infer<typeof cameraShape>
export type IncidentFeature = z.infer<typeof incidentShape>
export type PointFeature = z.infer<typeof pointsShape>['features'][number]
export type RoadMap = z.infer<typeof roadMapShape>
export type RoadWarning = z.infer<typeof roadWarningShape>
export type DeliveryBody = z.infer<typeof deliveryShape>
export type PostBody = z.infer<typeof postShape>
/** One step of an incident's way, as the trace view has it. */
export type Segment = z.infer<typeof segmentShape>
