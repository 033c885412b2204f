import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type CheckedYaml, checkYaml, readText } from '@bonghwa/platform/config'
import { z } from 'zod'
import { type ChannelSettings, channelSettings } from './channel-settings.ts'
import { CityInvalidError } from './errors.ts'
import type { Place, Title } from './place.ts'
import { type Retention, retentionSettings } from './retention.ts'
import { type VisionSettings, visionSettings } from './vision-settings.ts'

/** The regions, cameras and rules of one city (or of several under one roof), as its `city.yaml` says. */
export interface City {
  readonly name: string
  /** Absolute path of the `city.yaml` it was read from. */
  readonly file: string
  /** At least one; exactly one of them is the core. */
  readonly regions: readonly Region[]
  /** Absolute path of the detector's model folder. */
  readonly model: string
  /** `ask`: a post about a weapon waits for a human's approval. */
  readonly reviews: {
    readonly weapon: 'ask' | 'auto'
    /** A post that waited so long is refused: nobody is helped by an old alarm. */
    readonly expiresAfterMinutes: number
  }
  /** What words the descriptions of pictures, or null: then they are what was measured. */
  readonly vision: VisionSettings | null
  /** Address of a MapLibre style, or null for the built-in offline map. */
  readonly map: {
    readonly style: string | null
    /** T map's tiles in place of a style; its key is `TMAP_APP_KEY` in the environment. */
    readonly provider?: 'tmap' | undefined
  }
  /** What this city sets otherwise than the default incident rules, by label. */
  readonly incidents: { readonly [label in RuleLabel]?: RuleSettings | undefined }
  /** Where posts go besides the city's own feed. */
  readonly channels: readonly ChannelSettings[]
  readonly retention: Retention
  readonly cameras: readonly Camera[]
}

export interface Region {
  readonly name: string
  readonly title: Title
  readonly place: Place
  /** Where functions with `placement: core` run. */
  readonly core: boolean
  /** Names of its machines, at least one. */
  readonly nodes: readonly string[]
}

export interface Camera {
  readonly id: string
  readonly title: Title
  /** Name of its region. */
  readonly region: string
  readonly place: Place
  /** Degrees clockwise from north, 0..360. */
  readonly heading: number
  /** Degrees, horizontally. */
  readonly fieldOfView: number
  /** What it shows is rendered, not real. */
  readonly virtual: boolean
  /** Where nothing counts, neither as motion nor as an incident. */
  readonly masks: readonly Outline[]
  /** Where alone something can be an incident; anywhere when there are none. */
  readonly zones: readonly Outline[]
  /** Who is looked at less first, where one machine has more cameras than it can look at. */
  readonly priority: Priority
  readonly source: CameraSource
}

export const priorities = ['low', 'normal', 'high'] as const
export type Priority = (typeof priorities)[number]

/** How closely a camera is looked at: as it needs, by key frames only, or by one of them every few seconds. */
export const cares = ['full', 'key-frames', 'sparse'] as const
export type Care = (typeof cares)[number]

/** A polygon as `[x, y]` corners in 0..1 of the frame. */
export type Outline = readonly (readonly [number, number])[]

export type CameraSource = ClipSource | StreamSource | PushSource

/** Files that stand in for a camera, played one after another. */
export interface ClipSource {
  /** Absolute paths, at least one. */
  readonly files: readonly string[]
  readonly play: 'once' | 'loop'
  /** Play again this long after each start, resting in between; null for no rest. */
  readonly everyMs: number | null
  /** Wait before the first play. */
  readonly afterMs: number
}

/** A live stream. */
export interface StreamSource {
  /** rtsp, rtsps, http, https or rtmp. */
  readonly url: string
}

/** Pictures that somebody sends: `GET /api/cameras/ID/live`. */
export interface PushSource {
  readonly push: 'jpeg'
  /** Clips that may be played in their place, by name: absolute paths. */
  readonly clips: Readonly<Record<string, string>>
}

export const ruleLabels = ['accident', 'fire', 'gun', 'knife'] as const
export type RuleLabel = (typeof ruleLabels)[number]

/** When detections of a label are an incident. Absent fields keep their defaults. */
export type RuleSettings = z.infer<typeof ruleSettings>

/** Reads and checks a city file; every mistake in it is named in one `CityInvalidError`. */
export function readCity(file: string): City {
  const path = resolve(file)
  return parseCity(
    readText(path, (problem) => new CityInvalidError(path, [problem])),
    path,
  )
}

/** As `readCity`, from text; `file` names it in errors, and its folder is where relative paths begin. */
export function parseCity(text: string, file: string): City {
  const checked = checkYaml(text, file, cityFile)
  if ('problems' in checked) throw new CityInvalidError(file, checked.problems)
  const { metadata, spec } = checked.value
  const folder = dirname(file)
  const problems = contradictions(checked, folder)
  if (problems.length > 0) throw new CityInvalidError(file, problems)

  const core = spec.regions.find((region) => region.core)?.name ?? spec.regions[0]?.name
  return {
    name: metadata.name,
    file,
    regions: spec.regions.map((region) => ({ ...region, core: region.name === core })),
    model: resolve(folder, spec.model),
    reviews: spec.reviews,
    vision: spec.vision,
    map: spec.map,
    incidents: spec.incidents,
    channels: spec.channels,
    retention: spec.retention,
    cameras: spec.cameras.map((camera) => ({ ...camera, source: sourceOf(camera.source, folder) })),
  }
}

const streamSchemes = ['rtsp:', 'rtsps:', 'http:', 'https:', 'rtmp:']

const dnsName = z
  .string()
  .max(63)
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    'may hold only a-z, 0-9 and inner hyphens, such as seoul-city-hall',
  )
const title = z.strictObject({ ko: z.string().min(1), en: z.string().min(1) })
const place = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
})
const unit = z.number().min(0).max(1)
const outlines = z.array(z.array(z.tuple([unit, unit])).min(3)).default([])

const sourceFile = z.strictObject({
  file: z.string().min(1).optional(),
  play: z.enum(['once', 'loop']).optional(),
  /** Seconds. */
  every: z.number().positive().optional(),
  /** Seconds. */
  after: z.number().nonnegative().optional(),
  url: z.string().min(1).optional(),
  push: z.literal('jpeg').optional(),
  /** Files by name. */
  clips: z.record(dnsName, z.string().min(1)).optional(),
})

const ruleSettings = z.strictObject({
  /** So many of the last `of` frames must show it. */
  frames: z.int().min(1).optional(),
  of: z.int().min(1).optional(),
  /** Their median score must reach this. */
  score: unit.optional(),
  /** The same where twice as many frames show it. */
  lasting: unit.optional(),
  /** From this score on, a frame's accident is a hint, which tracks may make more of. */
  hint: unit.optional(),
  /** A weapon counts only where a person may hold it. */
  held: z.boolean().optional(),
  /** A fire that changes by a smaller share from frame to frame must be seen in twice as many. */
  flicker: unit.optional(),
  closeAfterSeconds: z.number().positive().optional(),
  /** Cameras so near each other, and sightings so soon after one another, are of one occurrence. */
  nearMeters: z.number().nonnegative().optional(),
  againSeconds: z.number().nonnegative().optional(),
  /** What tracks that met or stopped, and people who gather, add to the score of a hint of an accident. */
  contact: unit.optional(),
  gathering: unit.optional(),
  /** Vehicles that stood there so long before are parked, and no accident. */
  parkedSeconds: z.number().nonnegative().optional(),
})

const cityFile = z.strictObject({
  apiVersion: z.literal('bonghwa.dev/v1'),
  kind: z.literal('City'),
  metadata: z.strictObject({ name: dnsName }),
  spec: z.strictObject({
    regions: z
      .array(
        z.strictObject({
          name: dnsName,
          title,
          place,
          core: z.boolean().default(false),
          nodes: z.array(dnsName).min(1),
        }),
      )
      .min(1),
    model: z.string().min(1),
    reviews: z
      .strictObject({
        weapon: z.enum(['ask', 'auto']).default('ask'),
        expiresAfterMinutes: z.number().positive('must be above 0').max(10_080).default(180),
      })
      .prefault({}),
    vision: visionSettings.nullable().default(null),
    map: z
      .strictObject({
        style: z.url('must be an address such as https://tiles.example/style.json').nullable().default(null),
        provider: z.literal('tmap').optional(),
      })
      .refine(({ style, provider }) => style === null || provider === undefined, {
        error: 'has either a `style` or a `provider`',
      })
      .default({ style: null }),
    incidents: z
      .strictObject({
        accident: ruleSettings.optional(),
        fire: ruleSettings.optional(),
        gun: ruleSettings.optional(),
        knife: ruleSettings.optional(),
      })
      .default({}),
    channels: z.array(channelSettings).default([]),
    retention: retentionSettings,
    cameras: z.array(
      z.strictObject({
        id: dnsName,
        title,
        region: z.string(),
        place,
        heading: z.number().min(0).max(360).default(0),
        fieldOfView: z.number().positive().max(360).default(70),
        virtual: z.boolean().default(false),
        masks: outlines,
        zones: outlines,
        priority: z.enum(priorities).default('normal'),
        source: sourceFile,
      }),
    ),
  }),
})

type CityFile = z.infer<typeof cityFile>

/** What a schema cannot see: names that must agree with each other, and files that must be there. */
function contradictions({ value: { spec }, at }: CheckedYaml<CityFile>, folder: string): string[] {
  const problems: string[] = []
  const names = spec.regions.map((region) => region.name)
  const cores = spec.regions.filter((region) => region.core)
  if (cores.length > 1) {
    const extra = spec.regions.indexOf(cores[1]!)
    problems.push(at(['spec', 'regions', extra, 'core'], `${cores[0]!.name} is the core already; keep one`))
  }
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) < index)
      problems.push(at(['spec', 'regions', index, 'name'], `${name} is the name of another region`))
  }
  const nodes = spec.regions.flatMap((region, index) => region.nodes.map((node, n) => ({ node, index, n })))
  for (const [position, { node, index, n }] of nodes.entries()) {
    if (nodes.findIndex((other) => other.node === node) < position)
      problems.push(at(['spec', 'regions', index, 'nodes', n], `${node} is the name of another node`))
  }
  const channels = spec.channels.map((channel) => channel.name)
  for (const [index, name] of channels.entries()) {
    if (channels.indexOf(name) < index)
      problems.push(at(['spec', 'channels', index, 'name'], `${name} is the name of another channel`))
  }
  const ids = spec.cameras.map((camera) => camera.id)
  for (const [index, camera] of spec.cameras.entries()) {
    const path = ['spec', 'cameras', index]
    if (ids.indexOf(camera.id) < index)
      problems.push(at([...path, 'id'], `${camera.id} is the id of another camera`))
    if (!names.includes(camera.region))
      problems.push(
        at([...path, 'region'], `${camera.region} is no region here; write ${names.join(' or ')}`),
      )
    const wrong = sourceProblem(camera.source, folder)
    if (wrong !== undefined) problems.push(at([...path, 'source', ...wrong.key], wrong.problem))
  }
  for (const [label, rule] of Object.entries(spec.incidents)) {
    if (rule?.frames !== undefined && rule.of !== undefined && rule.frames > rule.of)
      problems.push(
        at(['spec', 'incidents', label, 'frames'], `${rule.frames} of ${rule.of} frames cannot be`),
      )
  }
  return problems
}

function sourceProblem(
  source: z.infer<typeof sourceFile>,
  folder: string,
): { key: string[]; problem: string } | undefined {
  const { file, url, push, clips = {} } = source
  if ([file, url, push].filter((one) => one !== undefined).length !== 1)
    return { key: [], problem: 'needs either a `file`, a `url` or `push`' }
  if (push === undefined && source.clips !== undefined)
    return { key: ['clips'], problem: 'are for `push`: they play where nothing is sent' }
  for (const [name, clip] of Object.entries(clips)) {
    const path = resolve(folder, clip)
    if (!existsSync(path)) return { key: ['clips', name], problem: `there is no file ${path}` }
  }
  if (file !== undefined) {
    const path = resolve(folder, file)
    return existsSync(path) ? undefined : { key: ['file'], problem: `there is no file ${path}` }
  }
  for (const key of ['play', 'every', 'after'] as const) {
    if (source[key] !== undefined)
      return { key: [key], problem: 'is for a `file`; anything else is watched all the time' }
  }
  if (push !== undefined) return undefined
  const scheme = URL.canParse(url!) ? new URL(url!).protocol : ''
  if (streamSchemes.includes(scheme)) return undefined
  return {
    key: ['url'],
    problem: `${url} must begin with ${streamSchemes.map((known) => `${known}//`).join(', ')}`,
  }
}

function sourceOf(source: z.infer<typeof sourceFile>, folder: string): CameraSource {
  if (source.url !== undefined) return { url: source.url }
  if (source.push !== undefined) {
    const clips = Object.entries(source.clips ?? {}).map(([name, file]) => [name, resolve(folder, file)])
    return { push: source.push, clips: Object.fromEntries(clips) }
  }
  return {
    files: [resolve(folder, source.file!)],
    // A clip that comes again every so often is played once each time.
    play: source.play ?? (source.every === undefined ? 'loop' : 'once'),
    everyMs: source.every === undefined ? null : source.every * 1000,
    afterMs: (source.after ?? 0) * 1000,
  }
}
