import { random, seedFor } from './random.ts'
import type { Camera, Point, Scene } from './scene.ts'

/** Another scene of the same kind, drawn from the ranges of its `randomise`; the same seed draws the same scene. */
export function varied(scene: Scene, seed: number): Scene {
  const draw = random(seedFor(seed, 'varied'))
  const { camera, fieldOfView, whiteBalance, actors, hour, weather } = scene.randomise
  const near = ([x, y, z]: Point): Point => [
    x + draw.between(-camera, camera),
    Math.max(1.5, y + draw.between(-camera, camera) / 2),
    z + draw.between(-camera, camera),
  ]
  const factor = draw.between(...actors)
  return {
    ...scene,
    seed,
    hour: hour === null ? scene.hour : draw.between(...hour),
    weather: weather === null ? scene.weather : draw.pick(weather),
    whiteBalance: draw.between(...whiteBalance),
    cameras: scene.cameras.map(
      (view): Camera => ({
        ...view,
        at: near(view.at),
        fieldOfView: Math.max(10, view.fieldOfView + draw.between(-fieldOfView, fieldOfView)),
      }),
    ),
    actors: {
      ...scene.actors,
      traffic: Math.min(40, scene.actors.traffic * factor),
      people: Math.min(40, Math.round(scene.actors.people * factor)),
    },
  }
}
