import type { Object3D } from 'three'
import type { Pose } from '../simulation/state.ts'

/** Puts a model that looks to +x where its pose says. */
export function place(object: Object3D, { x, y, z, heading, pitch, roll }: Pose): void {
  object.position.set(x, y, z)
  object.rotation.set(roll, heading, pitch, 'YZX')
}
