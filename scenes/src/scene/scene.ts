import { z } from 'zod'

/** A point of the ground: metres east (`x`) and south (`z`) of the middle of the place. */
export type GroundPoint = readonly [x: number, z: number]

/** Metres: east, up, south. */
export type Point = readonly [x: number, y: number, z: number]

export const incidentKinds = [
  'crash',
  'motorcycle-fall',
  'car-fire',
  'bin-fire',
  'pistol',
  'long-gun',
  'knife',
] as const
export type IncidentKind = (typeof incidentKinds)[number]

/** What looks like an incident and is none. */
export const distractorKinds = [
  'umbrella',
  'phone',
  'drill',
  'bag',
  'tail-lights',
  'glare',
  'steam',
  'welding',
  'stopped-bus',
  'hazard-lights',
] as const
export type Distractor = (typeof distractorKinds)[number]

export const weathers = ['clear', 'cloudy', 'rain', 'fog', 'snow'] as const
export type Weather = (typeof weathers)[number]

const metres = z.number().min(-500).max(500)
const groundPoint = z.tuple([metres, metres]).readonly()
const point = z.tuple([metres, metres, metres]).readonly()
const range = (low: number, high: number) =>
  z
    .tuple([z.number().min(low).max(high), z.number().min(low).max(high)])
    .readonly()
    .refine(([from, to]) => from <= to, 'must be [least, most]')

/** A camera: where it hangs, where it looks, and its vertical field of view in degrees. */
const cameraSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9-]+$/, 'must be small letters, digits and hyphens'),
    at: point,
    look: point,
    fieldOfView: z.number().min(5).max(120),
  })
  .readonly()
export type Camera = z.infer<typeof cameraSchema>

const placeSchema = z.discriminatedUnion('kind', [
  /** Two streets cross in the middle; `lanes` are counted each way. */
  z
    .strictObject({
      kind: z.literal('intersection'),
      lanes: z.int().min(1).max(3).default(1),
      lights: z.boolean().default(true),
    })
    .readonly(),
  /** A room of `width` (x) by `depth` (z) metres with rows of shelves and a till beside the door in the south. */
  z
    .strictObject({
      kind: z.literal('shop'),
      width: z.number().min(6).max(20).default(10),
      depth: z.number().min(6).max(20).default(9),
      shelves: z.int().min(0).max(6).default(3),
    })
    .readonly(),
  /** A lane for walkers along x between houses, `width` metres wide, with market stalls and bins at its sides. */
  z
    .strictObject({
      kind: z.literal('alley'),
      width: z.number().min(4).max(10).default(6),
      stalls: z.int().min(0).max(8).default(3),
      bins: z.int().min(0).max(8).default(3),
    })
    .readonly(),
  /** Two rows of `bays` parking bays each, with an aisle between them along x. */
  z.strictObject({ kind: z.literal('car-park'), bays: z.int().min(4).max(16).default(9) }).readonly(),
  /** A motorway along x, `lanes` each way with a barrier between. */
  z.strictObject({ kind: z.literal('motorway'), lanes: z.int().min(2).max(4).default(3) }).readonly(),
])
export type Place = z.infer<typeof placeSchema>

const actorsSchema = z
  .strictObject({
    /** Vehicles that enter each lane in a minute. */
    traffic: z.number().min(0).max(40).default(0),
    /** Vehicles parked from the start. */
    parked: z.int().min(0).max(30).default(0),
    /** People who are there: walkers of a street, customers of a shop. */
    people: z.int().min(0).max(40).default(0),
    /** Share of the traffic on two wheels. */
    twoWheelers: z.number().min(0).max(1).default(0.1),
  })
  .readonly()

const incidentSchema = z
  .strictObject({
    kind: z.enum(incidentKinds),
    /** When it becomes visible: the impact, the first flame, the drawn weapon. Traffic may delay it a little. */
    second: z.number().min(0).max(600),
    near: groundPoint.default([0, 0]),
  })
  .readonly()

/** Ranges from which `varied` draws another scene of the same kind. */
const randomiseSchema = z
  .strictObject({
    /** How far a camera may stand from its place, in metres. */
    camera: z.number().min(0).max(5).default(0),
    /** How much the field of view may differ, in degrees. */
    fieldOfView: z.number().min(0).max(20).default(0),
    /** Colour temperature in kelvin that the lens takes for white. */
    whiteBalance: range(2500, 10000).default([6500, 6500]),
    /** Factor on traffic and people. */
    actors: range(0, 3).default([1, 1]),
    hour: range(0, 24).nullable().default(null),
    weather: z.array(z.enum(weathers)).min(1).readonly().nullable().default(null),
  })
  .readonly()

/** What a scene file says; the file's name is the scene's. */
export const sceneSchema = z
  .strictObject({
    title: z.strictObject({ en: z.string().min(1), ko: z.string().min(1) }).readonly(),
    place: placeSchema,
    seed: z.int().min(0).max(0xffffffff).default(1),
    /** Time of day, 0 to 24. */
    hour: z.number().min(0).max(24).default(13),
    weather: z.enum(weathers).default('clear'),
    /** How long a film of it is, in seconds. */
    duration: z.number().min(1).max(600).default(16),
    /** Colour temperature in kelvin that the lens takes for white. */
    whiteBalance: z.number().min(2500).max(10000).default(6500),
    cameras: z.array(cameraSchema).min(1).max(8).readonly(),
    actors: actorsSchema.default(() => actorsSchema.parse({})),
    incident: incidentSchema.nullable().default(null),
    distractors: z.array(z.enum(distractorKinds)).readonly().default([]),
    randomise: randomiseSchema.default(() => randomiseSchema.parse({})),
  })
  .readonly()

/** What happens: place, light, cameras, actors, and at most one incident. */
export type Scene = z.infer<typeof sceneSchema> & { readonly name: string }
