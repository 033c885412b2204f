import type { Entity, State } from '../simulation/state.ts'

/** What is to be seen in one frame, known because it was put there. */
export interface FrameTruth {
  readonly second: number
  readonly boxes: readonly TrueBox[]
  /** Around all that belongs to the incident and is to be seen, or null. */
  readonly incident: { readonly label: string; readonly box: Box } | null
}

/** In pixels from the top left; whole pixels, as they are counted. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface TrueBox {
  /** Of the entity, or of the thing in somebody's hand. A rider has the number of what is ridden. */
  readonly id: number
  readonly label: string
  readonly box: Box
  readonly pixels: number
  /** 0..1 of its pixels; the rest is hidden behind something or outside of the frame. */
  readonly visible: number
}

/** What the picture of numbers says of one entity, or of its rider. */
export interface Seen {
  readonly id: number
  readonly rider: boolean
  readonly box: Box
  readonly pixels: number
  readonly visible: number
}

/** Names what was seen. Things without a label of use to anybody, such as debris, are left out. */
export function frameTruth(state: State, seen: readonly Seen[]): FrameTruth {
  const labels = labelsOf(state.entities)
  const boxes = seen.flatMap(({ rider, ...thing }): TrueBox[] => {
    const label = rider ? 'person' : labels.get(thing.id)
    return label === undefined ? [] : [{ label, ...thing }]
  })
  const { incident } = state
  const parts = boxes.filter(
    ({ id, label }) => incident?.entities.includes(id) && belongs(incident.label, label),
  )
  return {
    second: state.second,
    boxes,
    incident: incident === null || parts.length === 0 ? null : { label: incident.label, box: around(parts) },
  }
}

/** Of an accident its vehicles and the fallen; of a fire the flames; of a weapon the weapon, not who holds it. */
function belongs(incident: string, label: string): boolean {
  return incident === 'accident' ? label !== 'fire' : label === incident
}

function labelsOf(entities: readonly Entity[]): Map<number, string> {
  const labels = new Map<number, string>()
  for (const entity of entities) {
    if (entity.kind === 'person' && entity.holding !== null)
      labels.set(entity.holding.id, heldLabels[entity.holding.kind])
    const label = entity.kind === 'prop' ? propLabels[entity.model] : entity.kind
    if (label !== null) labels.set(entity.id, label)
  }
  return labels
}

const heldLabels = {
  pistol: 'gun',
  'long-gun': 'gun',
  knife: 'knife',
  phone: 'phone',
  drill: 'drill',
  torch: 'torch',
  umbrella: 'umbrella',
  'umbrella-closed': 'umbrella',
  bag: 'bag',
  'long-bag': 'bag',
} as const

const propLabels = { bin: 'bin', debris: null, cone: 'cone', sack: 'sack', 'work-piece': null } as const

function around(parts: readonly TrueBox[]): Box {
  const x = Math.min(...parts.map(({ box }) => box.x))
  const y = Math.min(...parts.map(({ box }) => box.y))
  return {
    x,
    y,
    width: Math.max(...parts.map(({ box }) => box.x + box.width)) - x,
    height: Math.max(...parts.map(({ box }) => box.y + box.height)) - y,
  }
}
