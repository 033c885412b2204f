import type { Lane } from '../scene/layout.ts'
import type { GroundPoint } from '../scene/scene.ts'
import { type Box, boxOf, distanceToBox } from './box.ts'
import type { Draft } from './draft.ts'
import type { Driver } from './mind.ts'
import { poseOn } from './track.ts'

/** Something that one must not drive into. */
export interface Solid {
  readonly id: number
  readonly box: Box
  /** Metres a second east and south. */
  readonly velocity: GroundPoint
  /** What is kept beside it. */
  readonly margin: number
}

/** Everything that one must not drive into. */
export function solidsOf(draft: Draft): Solid[] {
  return [...draft.actors.values()].flatMap(({ entity, mind }): Solid[] => {
    const { id, pose } = entity
    const speed = 'speed' in entity ? entity.speed : 0
    const velocity: GroundPoint =
      mind?.kind === 'sliding'
        ? [mind.x, mind.z]
        : [Math.cos(pose.heading) * speed, -Math.sin(pose.heading) * speed]
    if (entity.kind === 'person') {
      const lying = entity.posture === 'fallen'
      const box = { x: pose.x, z: pose.z, heading: pose.heading, length: lying ? 1.8 : 0.5, width: 0.6 }
      return [{ id, box, velocity, margin: 0.45 }]
    }
    const box = boxOf(entity)
    return box === null ? [] : [{ id, box, velocity, margin: 0.3 }]
  })
}

/** Metres that the front can go until its width touches the solid, up to `within`. */
export function gapTo(
  solid: Solid,
  lane: Lane,
  mind: Driver,
  length: number,
  width: number,
  within: number,
): number | null {
  // In a car park one creeps past closely.
  const margin = lane.speedLimit < 5 ? solid.margin * 0.35 : solid.margin
  const reach = width / 2 + margin
  for (let gap = 0; gap < within; gap += 0.75) {
    const { at } = poseOn(lane, mind.along + length / 2 + gap, 2, mind.right)
    const far = distanceToBox(solid.box, at)
    // The sweep's end is a half circle here: the flat front is nearer to what lies straight ahead by `reach`.
    if (far < reach) return Math.max(0, gap + Math.max(0, far - margin))
    // Nothing closer than this can be touched before.
    gap += Math.max(0, far - reach - 0.75)
  }
  return null
}
