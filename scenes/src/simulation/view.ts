import { headingTo } from '../scene/ground.ts'
import type { GroundPoint, Scene } from '../scene/scene.ts'

/** The heading across the first camera's line of sight: what somebody holds out is then seen from the side. */
export function acrossView({ cameras }: Scene, at: GroundPoint): number {
  const eye = cameras[0]?.at ?? [0, 0, 10]
  return headingTo([eye[0], eye[2]], at) + Math.PI / 2
}
