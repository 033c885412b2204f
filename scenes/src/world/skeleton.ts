import { Bone, Skeleton } from 'three'

export const boneNames = [
  'hips',
  'waist',
  'chest',
  'neck',
  'head',
  'armLeft',
  'forearmLeft',
  'handLeft',
  'armRight',
  'forearmRight',
  'handRight',
  'thighLeft',
  'shinLeft',
  'footLeft',
  'thighRight',
  'shinRight',
  'footRight',
] as const
export type BoneName = (typeof boneNames)[number]

/** Metres of a person 1.76 m tall who looks to +x: up is y, the right hand is at +z. */
export const reach = { upperArm: 0.285, forearm: 0.26, hand: 0.07, thigh: 0.43, shin: 0.43 }
export const hipHeight = 0.93
export const standardHeight = 1.76

/** Where each bone begins, from its parent. Arms and legs hang along -y. */
// biome-ignore format: a table
const joints: Readonly<Record<BoneName, { readonly parent: BoneName | null; readonly at: readonly [number, number, number] }>> = {
  hips: { parent: null, at: [0, hipHeight, 0] },
  waist: { parent: 'hips', at: [0, 0.08, 0] },
  chest: { parent: 'waist', at: [0, 0.17, 0] },
  neck: { parent: 'chest', at: [-0.005, 0.28, 0] },
  head: { parent: 'neck', at: [0.012, 0.075, 0] },
  armLeft: { parent: 'chest', at: [0, 0.225, -0.185] },
  forearmLeft: { parent: 'armLeft', at: [0, -reach.upperArm, 0] },
  handLeft: { parent: 'forearmLeft', at: [0, -reach.forearm, 0] },
  armRight: { parent: 'chest', at: [0, 0.225, 0.185] },
  forearmRight: { parent: 'armRight', at: [0, -reach.upperArm, 0] },
  handRight: { parent: 'forearmRight', at: [0, -reach.forearm, 0] },
  thighLeft: { parent: 'hips', at: [0, -0.02, -0.09] },
  shinLeft: { parent: 'thighLeft', at: [0, -reach.thigh, 0] },
  footLeft: { parent: 'shinLeft', at: [0, -reach.shin, 0] },
  thighRight: { parent: 'hips', at: [0, -0.02, 0.09] },
  shinRight: { parent: 'thighRight', at: [0, -reach.thigh, 0] },
  footRight: { parent: 'shinRight', at: [0, -reach.shin, 0] },
}

export type Bones = Readonly<Record<BoneName, Bone>>

export function openSkeleton(): { readonly bones: Bones; readonly skeleton: Skeleton } {
  const bones = Object.fromEntries(boneNames.map((name) => [name, new Bone()])) as Record<BoneName, Bone>
  for (const name of boneNames) {
    const { parent, at } = joints[name]
    bones[name].position.set(...at)
    if (parent !== null) bones[parent].add(bones[name])
  }
  bones.hips.updateMatrixWorld(true)
  return { bones, skeleton: new Skeleton(boneNames.map((name) => bones[name])) }
}

/** Where a bone begins in the rest pose, from the ground between the feet. */
export function restPosition(name: BoneName): readonly [number, number, number] {
  const { parent, at } = joints[name]
  if (parent === null) return at
  const [x, y, z] = restPosition(parent)
  return [x + at[0], y + at[1], z + at[2]]
}
