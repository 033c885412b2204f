import type { IncidentLabel } from './incident.ts'

/** What is one occurrence, whatever it is labelled: a detector takes a gun for a knife from one frame to the next. */
export type IncidentKind = 'accident' | 'fire' | 'weapon'

export const incidentKinds: readonly IncidentKind[] = ['accident', 'fire', 'weapon']

/** Undefined for a label that is no incident, such as `person`. */
export function kindOf(label: string): IncidentKind | undefined {
  if (label === 'gun' || label === 'knife') return 'weapon'
  return label === 'accident' || label === 'fire' ? label : undefined
}

export interface Scored {
  readonly label: IncidentLabel
  readonly score: number
}

/** The label with the larger sum of scores. */
export function prevailingLabel(seen: readonly Scored[]): IncidentLabel {
  const sums = new Map<IncidentLabel, number>()
  for (const { label, score } of seen) sums.set(label, (sums.get(label) ?? 0) + score)
  const [[label]] = [...sums].sort((a, b) => b[1] - a[1]) as [[IncidentLabel, number]]
  return label
}
