import { z } from 'zod'
import { IncidentInvalidError } from './errors.ts'
import { type Incident, incidentLabels } from './incident.ts'
import { movements } from './movement.ts'

/** An incident as events and files carry it: its instants are RFC 3339 strings. */
export type IncidentJson = Omit<Incident, 'openedAt' | 'updatedAt' | 'closedAt'> & {
  readonly openedAt: string
  readonly updatedAt: string
  readonly closedAt: string | null
}

export function incidentToJson(incident: Incident): IncidentJson {
  const { openedAt, updatedAt, closedAt } = incident
  return {
    ...incident,
    openedAt: instant(openedAt),
    updatedAt: instant(updatedAt),
    closedAt: closedAt === null ? null : instant(closedAt),
  }
}

/** Fields it does not know are left out. Throws `IncidentInvalidError` naming every field that is wrong. */
export function incidentFromJson(json: unknown): Incident {
  const result = wire.safeParse(json)
  if (result.success) return result.data
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`)
  throw new IncidentInvalidError(problems)
}

const instant = (at: number) => new Date(at).toISOString()

const epoch = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))
const unit = z.number().min(0).max(1)
const size = z.number().nonnegative()
const box = z.object({ x: z.number(), y: z.number(), width: size, height: size })

const wire = z.object({
  id: z.string().min(1),
  label: z.enum(incidentLabels),
  state: z.enum(['open', 'closed']),
  camera: z.string().min(1),
  region: z.string().min(1),
  place: z.object({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
  openedAt: epoch,
  updatedAt: epoch,
  closedAt: epoch.nullable(),
  score: unit,
  box,
  detections: z.array(z.object({ label: z.string(), score: unit, box })),
  // Absent in what was written before it was measured.
  movement: z.enum(movements).nullable().default(null),
  evidence: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex'),
  width: z.int().positive(),
  height: z.int().positive(),
  frames: z.int().positive(),
  virtual: z.boolean(),
  traceparent: z.string(),
})
