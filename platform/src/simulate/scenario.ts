import { z } from 'zod'
import { ConfigInvalidError } from '../config/errors.ts'
import { checkYaml, readText } from '../config/yaml-file.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import { scaleSchema } from '../function/function-spec.ts'
import type { Region } from '../placement/region.ts'
import { durationsSchema } from './durations.ts'
import type { Starts } from './site.ts'

const hour = z.number().min(0).max(24)
const byHour = z.array(z.number().min(0)).length(24, 'must have one value for each hour, 24')
const share = z.number().min(0).max(1)

const schema = z.strictObject({
  apiVersion: z.literal('bonghwa.dev/v1'),
  kind: z.literal('Scenario'),
  metadata: z.strictObject({ name: z.string().min(1) }),
  spec: z.strictObject({
    cameras: z.int().min(1),
    regions: z
      .array(
        z.strictObject({
          name: z.string().min(1),
          place: z.strictObject({ latitude: z.number(), longitude: z.number() }),
          core: z.boolean().default(false),
          /** Of all cameras, in any unit: shares are weighed against each other. */
          share: z.number().positive(),
        }),
      )
      .min(1),
    nodes: z.strictObject({
      cameras: z.int().min(1),
      cores: z.int().min(1),
      standby: z.int().min(0),
      frozen: z.int().min(0),
      frozenSeconds: z.number().min(0),
    }),
    looks: z.strictObject({
      perSecond: z.number().positive(),
      lingerSeconds: z.number().min(0),
      sweepSeconds: z.number().positive().nullable(),
      capturedToPublishedMs: durationsSchema,
    }),
    motion: z.strictObject({ perCameraHour: byHour, seconds: durationsSchema }),
    incidents: z.array(
      z.strictObject({
        label: z.string().min(1),
        perDay: z.number().min(0),
        byHour,
        seconds: durationsSchema,
        /** The share of looks at it in which the detector finds it. */
        seen: share,
        frames: z.int().min(1),
        of: z.int().min(1),
        wakes: z.string().min(1),
      }),
    ),
    storms: z
      .array(
        z.strictObject({
          name: z.string().min(1),
          regions: z.array(z.string()).min(1),
          from: hour,
          until: hour,
          /** Factors of what happens otherwise. */
          motion: z.number().min(0),
          incidents: z.number().min(0),
        }),
      )
      .default([]),
    outages: z
      .array(
        z
          .strictObject({ region: z.string(), from: hour, until: hour })
          .refine(({ from, until }) => from < until, { path: ['until'], message: 'must be after from' }),
      )
      .default([]),
    functions: z.array(
      z.strictObject({
        name: z.string().min(1),
        scale: scaleSchema,
        maxLength: z.int().min(1).default(1_000_000),
        handlingMs: durationsSchema,
      }),
    ),
    starts: z.strictObject({
      process: z.strictObject({
        frozen: durationsSchema,
        'stand-by': durationsSchema,
        cold: durationsSchema,
      }),
      pod: durationsSchema,
    }),
    /** From the loss of a region to the first look of the watch that takes its cameras over. */
    takeoverMs: z.strictObject({ process: z.number().min(0), pod: z.number().min(0) }),
    energy: z.strictObject({
      busyWatts: z.number().min(0),
      idleWatts: z.number().min(0),
      /** Of a core, for one camera that is watched, whatever moves. */
      watchCoresPerCamera: z.number().min(0),
    }),
  }),
})

/** A day of many cameras, as `docs/national-scale.md` describes it. */
export type Scenario = z.output<typeof schema>['spec'] & { readonly name: string }

export interface ScenarioRegion extends Region {
  readonly cameras: number
}

/** @throws ConfigInvalidError naming every mistake with its line and key */
export function readScenario(file: string): Scenario {
  const text = readText(file, (problem) => new ConfigInvalidError(file, [problem]))
  const checked = checkYaml(text, file, schema)
  if ('problems' in checked) throw new ConfigInvalidError(file, checked.problems)
  const { spec, metadata } = checked.value
  const problems: string[] = []
  const names = spec.regions.map(({ name }) => name)
  const functions = spec.functions.map(({ name }) => name)
  const must = (known: readonly string[], name: string, path: (string | number)[]) => {
    if (!known.includes(name))
      problems.push(checked.at(['spec', ...path], `${name} must be one of ${known.join(', ')}`))
  }
  spec.storms.forEach(({ regions }, index) => {
    for (const name of regions) must(names, name, ['storms', index, 'regions'])
  })
  spec.outages.forEach(({ region }, index) => {
    must(names, region, ['outages', index, 'region'])
  })
  spec.incidents.forEach(({ wakes }, index) => {
    must(functions, wakes, ['incidents', index, 'wakes'])
  })
  must(functions, lookingFunction, ['functions'])
  if (problems.length > 0) throw new ConfigInvalidError(file, problems)
  return { ...spec, name: metadata.name }
}

/** The function that looks at frames: every motion wakes it. */
export const lookingFunction = 'detect'

/** The regions with their part of the cameras: whole ones, all together `cameras`. */
export function regionsOf({ regions, cameras, nodes }: Scenario): readonly ScenarioRegion[] {
  const weight = regions.reduce((sum, region) => sum + region.share, 0)
  let weighed = 0
  let given = 0
  return regions.map((region) => {
    weighed += region.share
    const own = Math.round((cameras * weighed) / weight) - given
    given += own
    const count = Math.max(1, Math.ceil(own / nodes.cameras))
    return {
      name: region.name,
      place: region.place,
      core: region.core,
      cameras: own,
      nodes: Array.from({ length: count }, (_, index) => `${region.name}-${index + 1}`),
    }
  })
}

/** How instances run and who decides their number. */
export interface Way {
  readonly name: string
  readonly starts: Starts
  readonly decides: 'every event' | 'polls'
  readonly takeoverMs: number
  /** Put above what the functions say. */
  readonly scale: Partial<FunctionSpec['scale']>
}

/** KEDA's own, where a ScaledObject says nothing. */
const kedaDefaults = { pollingInterval: 30, cooldownPeriod: 300 }

export function waysOf({ starts, takeoverMs }: Scenario): readonly Way[] {
  const pod: Starts = { cold: starts.pod }
  return [
    {
      name: 'processes, woken by events',
      starts: starts.process,
      decides: 'every event',
      takeoverMs: takeoverMs.process,
      scale: {},
    },
    {
      name: 'pods, woken by events',
      starts: pod,
      decides: 'every event',
      takeoverMs: takeoverMs.pod,
      scale: {},
    },
    {
      name: "pods, KEDA's defaults",
      starts: pod,
      decides: 'polls',
      takeoverMs: takeoverMs.pod,
      scale: kedaDefaults,
    },
  ]
}
