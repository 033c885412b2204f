import type { Layout } from './layout.ts'
import { intersection } from './places/intersection.ts'
import type { Scene } from './scene.ts'

/** The place of a scene: the same for the same scene. */
export function layoutOf(scene: Scene): Layout {
  const { place } = scene
  switch (place.kind) {
    case 'intersection':
      return intersection(scene, place.lanes, place.lights)
    default:
      throw new RangeError(`There is no ${place.kind} yet.`)
  }
}
