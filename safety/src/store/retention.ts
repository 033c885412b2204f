import type { Retention } from '../camera/retention.ts'
import { incidentLabels } from '../incident/incident.ts'
import type { EvidenceStore } from './evidence.ts'
import type { Store } from './store.ts'

const dayMs = 24 * 60 * 60 * 1000

/**
 * Forgets the incidents that are older than the city keeps them, and their pictures.
 *
 * @param now epoch milliseconds
 * @returns how many of each were forgotten
 */
export async function forgetOld(
  store: Pick<Store, 'prune'>,
  evidence: Pick<EvidenceStore, 'remove'>,
  retention: Retention,
  now: number,
): Promise<{ incidents: number; pictures: number }> {
  const total = { incidents: 0, pictures: 0 }
  for (const label of incidentLabels) {
    const olderThan = now - (retention[label] ?? retention.days) * dayMs
    for (;;) {
      const { incidents, evidence: pictures } = await store.prune(olderThan, label)
      if (incidents === 0) break
      for (const picture of pictures) await evidence.remove(picture)
      total.incidents += incidents
      total.pictures += pictures.length
    }
  }
  return total
}

/** Forgets one incident with its pictures, and tells where on other services it can still be read. */
export async function eraseIncident(
  store: Pick<Store, 'erase'>,
  evidence: Pick<EvidenceStore, 'remove'>,
  incident: string,
  now: number,
): Promise<Erasure> {
  const { incidents, evidence: pictures, published } = await store.erase(incident, now)
  for (const picture of pictures) await evidence.remove(picture)
  return { incident, found: incidents > 0, pictures: pictures.length, published }
}

export interface Erasure {
  readonly incident: string
  /** Whether it was there; erased again, or before it came, it stays away all the same. */
  readonly found: boolean
  readonly pictures: number
  /** Posts elsewhere, which only their channels can take down. */
  readonly published: readonly string[]
}
