import { createHash } from 'node:crypto'
import type { IncidentKind } from './kind.ts'

/**
 * `inc-<time>-<rest>`: sorts by when it opened, and comes out the same when the same frames are looked at again, so
 * that a watch restarted in the middle does not tell one incident twice.
 */
export function incidentId(kind: IncidentKind, camera: string, openedAt: number): string {
  const time = Math.max(0, Math.round(openedAt)).toString(36).padStart(9, '0')
  const rest = createHash('sha256').update(`${kind}\n${camera}\n${openedAt}`).digest('hex').slice(0, 8)
  return `inc-${time}-${rest}`
}
