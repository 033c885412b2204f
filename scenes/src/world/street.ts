import { Group, Mesh, MeshStandardMaterial, Object3D, SpotLight } from 'three'
import type { Lamp, Layout, SignalHead } from '../scene/layout.ts'
import type { Light, State } from '../simulation/state.ts'
import { glow } from './glow.ts'
import { kerbHeight } from './ground.ts'
import { ball, box, merged, rod } from './shape.ts'

const steel = '#7d8286'

/** Street lamps as one mesh, with their light when it is dark. Only `lit` of them throw light; the others only shine. */
export function lampsModel(lamps: readonly Lamp[], lampsOn: boolean, night: number): Group {
  const group = new Group()
  if (lamps.length === 0) return group
  const arm = 1.6
  const mesh = new Mesh(
    merged(
      lamps.flatMap(({ at: [x, z], heading, height }) => {
        const [toX, toZ] = [Math.cos(heading), -Math.sin(heading)]
        return [
          rod(0.1, height, steel, { top: 0.06, at: [x, height / 2, z] }),
          rod(0.045, arm, steel, {
            at: [x + (toX * arm) / 2, height, z + (toZ * arm) / 2],
            turn: [0, heading, Math.PI / 2],
          }),
          box([0.75, 0.1, 0.26], '#5b5f63', {
            at: [x + toX * arm, height - 0.02, z + toZ * arm],
            turn: [0, heading, 0],
          }),
        ]
      }),
    ),
    new MeshStandardMaterial({ vertexColors: true, roughness: 0.6, metalness: 0.3 }),
  )
  mesh.castShadow = true
  group.add(mesh)
  if (!lampsOn) return group
  const panels = lamps.map(({ at: [x, z], heading, height }) =>
    box([0.6, 0.03, 0.2], '#ffffff', {
      at: [x + Math.cos(heading) * arm, height - 0.08, z - Math.sin(heading) * arm],
      turn: [0, heading, 0],
    }),
  )
  group.add(
    new Mesh(
      merged(panels),
      new MeshStandardMaterial({ emissive: '#ffe2b4', emissiveIntensity: 4, color: '#000000' }),
    ),
  )
  for (const [
    index,
    {
      at: [x, z],
      heading,
      height,
    },
  ] of lamps.entries()) {
    const [lampX, lampZ] = [x + Math.cos(heading) * arm, z - Math.sin(heading) * arm]
    const halo = glow('#ffd9a0', 2.2, 0.7)
    halo.position.set(lampX, height - 0.1, lampZ)
    group.add(halo)
    if (index >= throwing || night < 0.3) continue
    const light = new SpotLight('#ffdfb8', 150 * night, 36, 1.3, 0.9, 1.5)
    light.position.set(lampX, height - 0.12, lampZ)
    light.target = new Object3D()
    light.target.position.set(lampX + Math.cos(heading) * 1.5, 0, lampZ - Math.sin(heading) * 1.5)
    group.add(light, light.target)
  }
  return group
}

/** Every light that is thrown costs time at every pixel. */
const throwing = 6

/** The signals of a place, whose lamps follow the state. */
export interface Signals {
  readonly object: Group
  show(state: State): void
}

const lampColors: Readonly<Record<Light, string>> = { green: '#18c05a', amber: '#f0a818', red: '#e02018' }
const lights = ['red', 'amber', 'green'] as const

export function signalsModel({ signalHeads, signals }: Layout): Signals {
  const object = new Group()
  if (signalHeads.length === 0) return { object, show() {} }
  const bodies = new Mesh(
    merged(signalHeads.flatMap(signalBody)),
    new MeshStandardMaterial({ vertexColors: true, roughness: 0.6 }),
  )
  bodies.castShadow = true
  object.add(bodies)
  const lamps = signals.map((_, signal) => {
    const heads = signalHeads.filter((head) => head.signal === signal)
    return lights.map((light) => {
      const material = new MeshStandardMaterial({
        color: lampColors[light],
        emissive: lampColors[light],
        roughness: 0.4,
      })
      const spots = heads.flatMap((head) => signalLamp(head, light))
      if (spots.length > 0) object.add(new Mesh(merged(spots), material))
      return { light, material }
    })
  })
  return {
    object,
    show(state) {
      for (const [signal, row] of lamps.entries())
        for (const { light, material } of row) {
          const on = state.signals[signal] === light
          material.emissiveIntensity = on ? 2.6 : 0
          material.color.set(lampColors[light]).multiplyScalar(on ? 1 : 0.16)
        }
    },
  }
}

/** Length of the mast arm over the road. */
const mast = 3.6

/** Of a head: x towards those who look at it, z to their left. */
function onHead(
  { at: [x, z], heading }: SignalHead,
  forward: number,
  up: number,
  left: number,
): [number, number, number] {
  const [cos, sin] = [Math.cos(heading), Math.sin(heading)]
  return [x + cos * forward + sin * left, up, z - sin * forward + cos * left]
}

function signalBody(head: SignalHead) {
  const { kind, height, heading } = head
  const turn = [0, heading, 0] as const
  if (kind === 'walk')
    return [
      rod(0.055, height + 0.1, steel, { at: onHead(head, 0, (height + 0.1) / 2 + kerbHeight, 0) }),
      box([0.2, 0.66, 0.32], '#1d1f20', { at: onHead(head, 0.14, height - 0.2, 0), turn }),
    ]
  return [
    rod(0.11, height + 0.9, steel, { top: 0.08, at: onHead(head, 0, (height + 0.9) / 2, 0) }),
    rod(0.055, mast, steel, {
      top: 0.04,
      at: onHead(head, 0, height + 0.5, mast / 2),
      turn: [Math.PI / 2, heading, 0],
    }),
    box([0.22, 0.36, 1.36], '#1b1d1e', { at: onHead(head, 0.1, height + 0.32, mast - 0.7), turn }),
    box([0.3, 0.03, 1.4], '#1b1d1e', { at: onHead(head, 0.2, height + 0.51, mast - 0.7), turn }),
  ]
}

function signalLamp(head: SignalHead, light: Light) {
  const { kind, height } = head
  if (kind === 'walk') {
    // Walkers are shown red above and green beneath; their amber is a green that is about to end.
    const up = light === 'red' ? height - 0.05 : height - 0.36
    return light === 'amber'
      ? []
      : [ball(0.105, '#ffffff', { at: onHead(head, 0.23, up, 0), scale: [0.6, 1, 0.6] })]
  }
  const place = { red: 0.48, amber: 0.16, green: -0.48 }[light]
  return [ball(0.13, '#ffffff', { at: onHead(head, 0.18, height + 0.32, mast - 0.7 + place) })]
}
