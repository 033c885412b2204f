import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readYaml } from '../config/read-yaml.ts'
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
  }),
})

export const configFile = 'bonghwa.yaml'

/** Regions of `bonghwa.yaml` in the directory, or one region with one node when there is no such file. */
export async function regionsOf(directory: string): Promise<readonly Region[]> {
  const file = join(directory, configFile)
  const exists = await access(file).then(
    () => true,
    () => false,
  )
  if (!exists)
    return [
      { name: 'local', place: { latitude: 37.5665, longitude: 126.978 }, core: true, nodes: ['local-1'] },
    ]
  const { spec } = await readYaml(file, schema)
  return spec.regions.map(({ title, ...region }) => (title === undefined ? region : { ...region, title }))
}
