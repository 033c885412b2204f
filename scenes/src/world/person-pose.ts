import { Matrix4, Quaternion, Vector3 } from 'three'
import type { Held, Posture } from '../simulation/state.ts'
import { smooth } from './shape.ts'
import { type Bones, boneNames, hipHeight, reach } from './skeleton.ts'

/** What a body does in one moment. `ride` is a rider's seat, which no walker ever takes. */
export interface Stance {
  readonly posture: Posture | 'ride'
  readonly holding: Held['kind'] | null
  /** Radians; two steps are one turn. */
  readonly gait: number
  /** Of the scene, for breath and small movements. */
  readonly second: number
  /** Makes two people who do the same differ. */
  readonly habit: number
}

/** In the chest's coordinates: metres forward, up and to the right of where the chest begins. */
export interface Grip {
  readonly at: readonly [number, number, number]
  /** Radians about z (muzzle up), then y (muzzle left). */
  readonly up?: number
  readonly left?: number
}

/** Seconds in which one posture becomes the next. */
const blendSeconds = 0.45

/** @param since seconds since `from` was left for `to` */
export function pose(bones: Bones, from: Stance, to: Stance, since: number): void {
  const share = smooth(0, to.posture === 'fallen' ? 0.7 : blendSeconds, since)
  if (share === 1 || from.posture === to.posture) {
    take(bones, to)
    return
  }
  take(bones, from)
  const before = boneNames.map((name) => bones[name].quaternion.clone())
  const height = bones.hips.position.y
  take(bones, to)
  boneNames.forEach((name, index) => {
    bones[name].quaternion.slerpQuaternions(before[index]!, bones[name].quaternion.clone(), share)
  })
  bones.hips.position.y = height + (bones.hips.position.y - height) * share
}

/** Where a thing in the hands is while it is used, or null when it hangs in the right hand. */
export function gripOf({ posture, holding, second }: Stance): Grip | null {
  const sway = Math.sin(second * 2.1) * 0.01
  if (posture === 'aim') {
    if (holding === 'long-gun') return { at: [0.25, 0.2 + sway, 0.09], left: 0.05 }
    return { at: [0.5, 0.25 + sway, 0.04] }
  }
  if (posture === 'slash') {
    const swing = Math.sin(second * 5)
    return { at: [0.4 + 0.12 * swing, 0.16 + 0.08 * swing, 0.14], up: 0.35 - 0.5 * swing }
  }
  if (posture === 'drill') return { at: [0.44, 0.16 + 0.003 * Math.sin(second * 60), 0.08] }
  if (posture === 'weld') return { at: [0.42, -0.16 + 0.01 * Math.sin(second * 3), 0.06], up: -0.6 }
  if (posture === 'phone-out') return { at: [0.34, 0.06 + sway, 0.06], up: 0.5 }
  if (posture === 'phone-film') return { at: [0.36, 0.27 + sway, 0.05] }
  if (posture === 'phone-ear') return { at: [0.06, 0.345, 0.13], up: 0.2 }
  if (posture === 'umbrella') return { at: [0.2, 0.06 + sway, 0.13], up: -0.06 }
  if (holding === 'long-gun') return { at: [0.17, -0.02 + sway, 0.05], up: 0.75, left: 0.9 }
  return null
}

function take(bones: Bones, stance: Stance): void {
  for (const name of boneNames) bones[name].quaternion.identity()
  bones.hips.position.set(0, hipHeight, 0)
  const breath = Math.sin(stance.second * 1.7 + stance.habit * 7) * 0.012
  bones.chest.rotation.z = breath
  bones.head.rotation.y = 0.22 * Math.sin(stance.second * 0.5 + stance.habit * 11)
  hang(bones)
  const { posture } = stance
  if (posture === 'fallen' || posture === 'ride') {
    if (posture === 'fallen') lie(bones, stance)
    else sit(bones)
    return
  }
  if (posture === 'walk' || posture === 'run' || posture === 'carry' || posture === 'umbrella')
    stride(bones, stance)
  else if (posture === 'crouch' || posture === 'weld') crouch(bones)
  else stand(bones, stance)
  hands(bones, stance)
}

/** Arms a little away from the body, elbows a little bent. */
function hang(bones: Bones): void {
  for (const [side, out] of sides) {
    bones[`arm${side}`].rotation.x = out * -0.11
    bones[`forearm${side}`].rotation.z = 0.22
  }
}

const sides = [
  ['Left', -1],
  ['Right', 1],
] as const

function stand(bones: Bones, { posture, habit, second }: Stance): void {
  const braced = posture === 'aim' || posture === 'slash' || posture === 'drill'
  const spread = braced ? 0.1 : 0.05 + 0.04 * habit
  const shift = braced ? 0 : 0.03 * Math.sin(second * 0.35 + habit * 9)
  for (const [side, out] of sides) {
    const lead = braced ? out * -0.16 : out * (habit - 0.5) * 0.14
    bend(bones, side, lead, braced ? 0.16 : 0.06, 0)
    bones[`thigh${side}`].rotation.x = out * -spread + shift
    bones[`foot${side}`].rotation.x = out * spread - shift
  }
  bones.chest.rotation.z -= braced ? 0.08 : 0.03
  bones.waist.rotation.x = shift
  ground(bones)
}

function stride(bones: Bones, { posture, gait, habit }: Stance): void {
  const run = posture === 'run'
  const swing = run ? 0.72 : 0.44
  for (const [side, phase] of [
    ['Left', gait],
    ['Right', gait + Math.PI],
  ] as const) {
    const thigh = swing * Math.sin(phase) + (run ? 0.16 : 0.04)
    const knee = 0.1 + (run ? 1.5 : 0.98) * Math.max(0, Math.cos(phase + 0.5)) ** 2
    const heel = 0.25 * Math.max(0, Math.sin(phase)) ** 4 - 0.6 * Math.max(0, -Math.sin(phase)) ** 3
    bend(bones, side, thigh, knee, heel)
    const out = side === 'Left' ? -1 : 1
    bones[`arm${side}`].rotation.set(out * -0.1, 0, -swing * (run ? 0.9 : 0.75) * Math.sin(phase))
    bones[`forearm${side}`].rotation.z = run ? 1.45 : 0.3 + 0.15 * habit - 0.12 * Math.sin(phase)
  }
  bones.hips.rotation.y = -0.08 * Math.sin(gait)
  bones.chest.rotation.y = 0.14 * Math.sin(gait)
  bones.hips.rotation.x = 0.035 * Math.cos(gait)
  bones.waist.rotation.z = run ? -0.18 : -0.03
  bones.head.rotation.z = run ? 0.12 : 0
  ground(bones)
}

function crouch(bones: Bones): void {
  bend(bones, 'Left', 1.5, 2.1, 0)
  bend(bones, 'Right', 0.9, 2.2, -0.5)
  bones.waist.rotation.z = -0.3
  bones.chest.rotation.z -= 0.2
  bones.head.rotation.z = 0.15
  ground(bones)
}

function sit(bones: Bones): void {
  for (const [side, out] of sides) {
    bend(bones, side, 1.12, 1.42, 0)
    bones[`thigh${side}`].rotation.x = out * -0.2
    grasp(bones, side, [0.46, 0.02, out * 0.27], [-0.2, -1, out * 0.7])
  }
  bones.waist.rotation.z = -0.2
  bones.head.rotation.z = 0.15
}

/** On the back, limbs wherever they fell. */
function lie(bones: Bones, { habit }: Stance): void {
  bones.hips.position.set(0, 0.13, 0)
  bones.hips.rotation.set(0, 0, Math.PI / 2)
  bones.waist.rotation.x = 0.12
  bones.thighLeft.rotation.set(0.22, 0, 0.35 + 0.4 * habit)
  bones.shinLeft.rotation.z = -0.75
  bones.thighRight.rotation.set(-0.25, 0, 0.02)
  bones.armLeft.rotation.set(1.25, 0, -0.1)
  bones.armRight.rotation.set(-0.7, 0, -0.12)
  bones.forearmRight.rotation.z = 0.1
  bones.head.rotation.set(0.3, 0.4, 0)
}

/** @param foot radians that the sole is lifted at the toes */
function bend(bones: Bones, side: 'Left' | 'Right', thigh: number, knee: number, foot: number): void {
  bones[`thigh${side}`].rotation.z = thigh
  bones[`shin${side}`].rotation.z = -knee
  bones[`foot${side}`].rotation.z = foot - thigh + knee
}

/** Lets the hips down until the lower foot stands on the ground. */
function ground(bones: Bones): void {
  const drops = sides.map(([side]) => {
    const { z: thigh, x: spread } = bones[`thigh${side}`].rotation
    const shin = thigh + bones[`shin${side}`].rotation.z
    return (reach.thigh * Math.cos(thigh) + reach.shin * Math.cos(shin)) * Math.cos(spread)
  })
  bones.hips.position.y = Math.max(...drops) + hipHeight - reach.thigh - reach.shin
}

function hands(bones: Bones, stance: Stance): void {
  const { posture, holding } = stance
  const grip = gripOf(stance)
  if (posture === 'hands-up') {
    for (const [side, out] of sides) grasp(bones, side, [0.08, 0.52, out * 0.33], [-0.2, -0.3, out])
    return
  }
  if (posture === 'reach') grasp(bones, 'Right', [0.46, 0.24, 0.1], [-0.3, -1, 0.5])
  if (grip === null) return
  const [x, y, z] = grip.at
  const along = direction(grip)
  grasp(bones, 'Right', [x - 0.03, y - 0.02, z + 0.01], [-0.4, -1, 0.6])
  if (holding === 'long-gun')
    grasp(
      bones,
      'Left',
      [x + along.x * 0.3, y + along.y * 0.3 + 0.02, z + along.z * 0.3 - 0.02],
      [0, -1, -0.4],
    )
  else if (posture === 'aim') grasp(bones, 'Left', [x - 0.02, y - 0.04, z - 0.02], [0, -1, -0.6])
  else if (posture === 'phone-film') grasp(bones, 'Left', [x, y - 0.02, z - 0.1], [0, -1, -0.6])
  else if (posture === 'weld' || posture === 'drill')
    grasp(bones, 'Left', [x + 0.02, y - 0.05, z - 0.1], [0, -1, -0.6])
  if (posture === 'aim' && holding === 'long-gun') bones.head.rotation.set(0.18, 0, -0.12)
  if (posture === 'phone-out') bones.head.rotation.z = -0.3
}

export function direction({ up = 0, left = 0 }: Grip): Vector3 {
  return new Vector3(Math.cos(up) * Math.cos(left), Math.sin(up), -Math.cos(up) * Math.sin(left))
}

/**
 * Bends one arm so that its hand is at `target` in the chest's coordinates, or as near as the arm is long.
 *
 * @param pole where the elbow points to
 */
function grasp(
  bones: Bones,
  side: 'Left' | 'Right',
  target: readonly [number, number, number],
  pole: readonly [number, number, number],
): void {
  const [upper, lower] = [reach.upperArm, reach.forearm + 0.05]
  const shoulder = bones[`arm${side}`]
  const way = new Vector3(...target).sub(shoulder.position)
  const distance = Math.min(way.length(), upper + lower - 0.005)
  const toHand = way.normalize()
  const along = (distance ** 2 + upper ** 2 - lower ** 2) / (2 * distance)
  const away = new Vector3(...pole)
  away.addScaledVector(toHand, -away.dot(toHand)).normalize()
  const elbow = toHand
    .clone()
    .multiplyScalar(along)
    .addScaledVector(away, Math.sqrt(Math.max(0, upper ** 2 - along ** 2)))
  const forearm = toHand.clone().multiplyScalar(distance).sub(elbow).normalize()
  const down = elbow.normalize().negate()
  const bendAxisForward = forearm.clone().addScaledVector(down, -forearm.dot(down)).normalize()
  const right = new Vector3().crossVectors(bendAxisForward, down)
  shoulder.quaternion.copy(
    new Quaternion().setFromRotationMatrix(new Matrix4().makeBasis(bendAxisForward, down, right)),
  )
  bones[`forearm${side}`].rotation.set(0, 0, Math.acos(Math.max(-1, Math.min(1, -forearm.dot(down)))))
}
