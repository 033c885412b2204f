import { join, resolve } from 'node:path'
import { noteLocalAct } from '@bonghwa/platform'
import { openEvidence } from '../store/evidence.ts'
import { openStore } from '../store/open-store.ts'
import { type Erasure, eraseIncident } from '../store/retention.ts'

export interface EraseOptions {
  readonly data: string
  readonly store?: string
  readonly evidence?: string
}

/** Works on the store itself, so that it can be done while the city runs and while it does not. */
export async function erase(incident: string, options: EraseOptions): Promise<Erasure> {
  const data = resolve(options.data)
  await using store = await openStore(options.store ?? `sqlite:${join(data, 'city.db')}`)
  const evidence = openEvidence(options.evidence ?? join(data, 'evidence'))
  const erasure = await eraseIncident(store, evidence, incident, Date.now())
  await noteLocalAct(data, 'city erase', incident)
  return erasure
}
