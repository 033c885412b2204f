import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Scene, weathers } from '../scene/scene.ts'
import type { Take } from './page.ts'
import { cameraOf, sceneNamed } from './scene-files.ts'

/** A clip of the default city: a scene, and what is otherwise in it. */
const clipSchema = z.strictObject({
  /** Name of the files, without ending. */
  file: z.string().regex(/^[a-z0-9_-]+$/),
  scene: z.string(),
  camera: z.string().optional(),
  seed: z.int().min(0),
  seconds: z.number().min(1).max(60),
  hour: z.number().min(0).max(24).optional(),
  weather: z.enum(weathers).optional(),
  /** Nothing happens, whatever the scene says. */
  quiet: z.boolean().default(false),
})

export interface FootageClip {
  readonly file: string
  readonly seconds: number
  readonly take: Take
}

/** The clips that `scenes/footage.yaml` lists, in its order. */
export function footage(): FootageClip[] {
  const list = z
    .strictObject({ clips: z.array(clipSchema) })
    .parse(parse(readFileSync(join(import.meta.dirname, '../../footage.yaml'), 'utf8')))
  return list.clips.map(({ file, scene: name, camera, seed, seconds, hour, weather, quiet }) => {
    const written = sceneNamed(name)
    const scene: Scene = {
      ...written,
      hour: hour ?? written.hour,
      weather: weather ?? written.weather,
      incident: quiet ? null : written.incident,
    }
    return {
      file,
      seconds,
      take: { scene, camera: cameraOf(scene, camera), seed, size: { width: 640, height: 360 } },
    }
  })
}
