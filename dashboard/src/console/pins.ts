import type { IncidentFeature } from '../api.ts'

/** What the map shows of one camera's incidents of one label. */
export interface Pin {
  readonly key: string
  /** The newest of them; the one still open, if any is. */
  readonly incident: IncidentFeature
  readonly count: number
  /** Which place beside its camera's other pins it takes, from 0. */
  readonly slot: number
}

/** How long an incident stays on the map after it is over, in milliseconds. */
export const afterglow = 10 * 60_000

/** One pin per camera and label, for what is open or was until a short while ago. */
export function pins(incidents: readonly IncidentFeature[], now: number): Pin[] {
  const groups = Map.groupBy(
    incidents.filter(
      ({ properties: { closedAt } }) => closedAt === null || Date.parse(closedAt) > now - afterglow,
    ),
    ({ properties }) => `${properties.camera} ${properties.label}`,
  )
  const taken = new Map<string, number>()
  return [...groups].map(([key, group]) => {
    const incident = group.find(({ properties }) => properties.state === 'open') ?? group[0]!
    const { camera } = incident.properties
    const slot = taken.get(camera) ?? 0
    taken.set(camera, slot + 1)
    return { key, incident, count: group.length, slot }
  })
}
