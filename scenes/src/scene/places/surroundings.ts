import { distanceToSegment } from '../ground.ts'
import type { Building } from '../layout.ts'
import type { Random } from '../random.ts'
import type { GroundPoint, Scene } from '../scene.ts'

const facades = [
  '#a8988a',
  '#8e543f',
  '#bab4a8',
  '#7a7c7e',
  '#c4b08c',
  '#969ea0',
  '#6e4a3c',
  '#d2cdc4',
  '#8b8578',
]

/** A house with as many storeys and windows as fit. `at` is the middle of its ground. */
export function building(
  draw: Random,
  plot: { at: GroundPoint; heading: number; width: number; depth: number },
): Building {
  const storeys = 2 + draw.below(5)
  return {
    at: plot.at,
    heading: plot.heading,
    size: [plot.width, plot.depth, storeys * 3.2 + 0.6],
    storeys,
    bays: Math.max(2, Math.round(plot.width / 3)),
    shopFront: draw.chance(0.75),
    colour: draw.pick(facades),
    seed: draw.below(1e6),
  }
}

/** Whether a thing of this radius at a point hides nothing of what the cameras look at. */
export function clearOfCameras(scene: Scene): (at: GroundPoint, radius: number) => boolean {
  const views = scene.cameras.map(
    ({ at, look }) => [[at[0], at[2]] as const, [look[0], look[2]] as const] as const,
  )
  return (at, radius) => views.every(([eye, look]) => distanceToSegment(at, eye, look) > radius)
}
