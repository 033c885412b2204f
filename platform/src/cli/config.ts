import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readYaml } from '../config/read-yaml.ts'
import { type ClusterSettings, clusterSchema } from '../manifest/settings.ts'
import type { Region } from '../placement/region.ts'

const place = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
})

const schema = z.strictObject({
  apiVersion: z.literal('bonghwa.dev/v1'),
  kind: z.literal('Platform'),
  spec: z.strictObject({
    regions: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes'),
          title: z.record(z.string(), z.string()).optional(),
          place,
          core: z.boolean().default(false),
          nodes: z.array(z.string()).min(1, 'must name a node'),
        }),
      )
      .min(1, 'must have a region'),
    cluster: clusterSchema,
  }),
})

export const configFile = 'bonghwa.yaml'

/** What `bonghwa.yaml` says, or what holds without one: one region with one node. */
export interface PlatformConfig {
  /** `undefined` when there is none. */
  readonly file: string | undefined
  readonly regions: readonly Region[]
  readonly cluster: ClusterSettings
}

export async function readConfig(directory: string): Promise<PlatformConfig> {
  const file = join(directory, configFile)
  const exists = await access(file).then(
    () => true,
    () => false,
  )
  if (!exists) return { file: undefined, regions: [onlyRegion], cluster: clusterSchema.parse(undefined) }
  const { spec } = await readYaml(file, schema)
  return {
    file,
    regions: spec.regions.map(({ title, ...region }) =>
      title === undefined ? region : { ...region, title },
    ),
    cluster: spec.cluster,
  }
}

const onlyRegion: Region = {
  name: 'local',
  place: { latitude: 37.5665, longitude: 126.978 },
  core: true,
  nodes: ['local-1'],
}
