import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { City } from './city.ts'
import { FootageEmptyError } from './errors.ts'

const clipName = /\.(mp4|mkv|avi|mov|webm)$/i

/** Long enough for the console to be open before the first scene. */
const startDelayMs = 3000

/**
 * The same city with the clips of `folder` (by name) in place of its cameras' sources, in turn and played once:
 * camera i shows clip i mod n, and with more clips than cameras each camera shows its share one after another.
 * A camera whose pictures are sent goes on as it is.
 */
export function withFootage(city: City, folder: string): City {
  const clips = clipsIn(resolve(folder))
  const replaced = city.cameras.filter(({ source }) => !('push' in source))
  const cameras = city.cameras.map((camera) => {
    const index = replaced.indexOf(camera)
    if (index < 0) return camera
    const own = clips.filter((_, clip) => clip % replaced.length === index)
    const files = own.length > 0 ? own : [clips[index % clips.length]!]
    const source = { files, play: 'once', everyMs: null, afterMs: startDelayMs } as const
    return { ...camera, virtual: false, masks: [], zones: [], source }
  })
  return { ...city, cameras }
}

function clipsIn(folder: string): string[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    const problem = missing ? 'does not exist' : `cannot be read (${(cause as Error).message})`
    throw new FootageEmptyError(folder, problem, { cause })
  }
  const clips = names.filter((name) => clipName.test(name)).sort()
  if (clips.length === 0) throw new FootageEmptyError(folder, 'holds no clip')
  return clips.map((name) => join(folder, name))
}
