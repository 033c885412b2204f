import { IncidentErasedError } from './errors.ts'
import type { Database, Writing } from './tables.ts'

/** Whether the incident must not come back, as when the watch that sees it goes on telling of it. */
export async function isErased(database: Database, incident: string): Promise<boolean> {
  const row = await database
    .selectFrom('erasures')
    .select('incident')
    .where('incident', '=', incident)
    .executeTakeFirst()
  return row !== undefined
}

/** @throws IncidentErasedError */
export async function refuseErased(writing: Writing, incident: string): Promise<void> {
  if (await isErased(writing, incident)) throw new IncidentErasedError(incident)
}
