import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readScene } from '../scene/read-scene.ts'
import type { Camera, Scene } from '../scene/scene.ts'
import { SceneUnknownError } from './errors.ts'

const folder = join(import.meta.dirname, '../../scenes')

export function sceneNames(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => basename(name, '.yaml'))
    .toSorted()
}

/**
 * A scene of `scenes/scenes` by its name.
 *
 * @throws SceneUnknownError, SceneInvalidError
 */
export function sceneNamed(name: string): Scene {
  const names = sceneNames()
  if (!names.includes(name)) throw new SceneUnknownError('scene', name, names)
  return readScene(readFileSync(join(folder, `${name}.yaml`), 'utf8'), name)
}

/** @param name the first camera when there is none */
export function cameraOf(scene: Scene, name?: string): Camera {
  const camera = name === undefined ? scene.cameras[0] : scene.cameras.find((camera) => camera.name === name)
  if (camera !== undefined) return camera
  throw new SceneUnknownError(
    `camera in ${scene.name}`,
    name ?? '',
    scene.cameras.map(({ name }) => name),
  )
}
