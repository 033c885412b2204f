import type { Incident } from '../incident/incident.ts'
import { type FollowUp, followUpPart, shareOf, type Told } from '../outcome/follow-up.ts'
import type { PostStatus } from '../outcome/post.ts'
import { addDeliveries } from './delivery-records.ts'
import { toPost } from './outcome-records.ts'
import { write } from './revision.ts'
import type { Database, Writing } from './tables.ts'

export interface FollowUpRecords {
  /**
   * Writes down what is to be told of an incident's change, if it is news and the incident's post is published, and
   * puts it into the outbox of every channel that was given the post. The same change twice is written once.
   *
   * @param words what to say, once it is known what there is to tell
   * @returns `undefined` when there is nothing to tell
   */
  createFollowUp(
    change: { id: string; incident: Incident },
    words: (part: FollowUp['part'], told: Told) => FollowUp['text'],
    at: number,
  ): Promise<FollowUp | undefined>
  /** Of these incidents, oldest first. */
  followUps(incidents: readonly string[]): Promise<FollowUp[]>
}

export function followUpRecords(database: Database): FollowUpRecords {
  return {
    async createFollowUp({ id, incident }, words, at) {
      return write(database, async (writing, revision) => {
        const row = await writing
          .selectFrom('posts')
          .selectAll()
          .where('incident', '=', incident.id)
          .where('status', '=', 'published' satisfies PostStatus)
          .executeTakeFirst()
        if (row === undefined) return undefined
        const before = await followUpsOf(writing, [incident.id])
        const same = before.find((one) => one.id === id)
        if (same !== undefined) return same
        const last = before.at(-1)
        const first: Told = {
          part: 'post',
          at: incident.openedAt,
          share: Number(await firstShare(writing, incident)),
        }
        const told = last ?? first
        const part = followUpPart(incident, told, before.length)
        if (part === undefined) return undefined
        const followUp: FollowUp = {
          id,
          incident: incident.id,
          number: (last?.number ?? 0) + 1,
          part,
          text: words(part, told),
          at: incident.closedAt ?? incident.updatedAt,
          share: shareOf(incident),
        }
        await writing
          .insertInto('follow_ups')
          .values({
            id,
            incident: incident.id,
            number: followUp.number,
            at: followUp.at,
            body: JSON.stringify(followUp),
          })
          .execute()
        await writing.updateTable('posts').set({ revision }).where('id', '=', row.id).execute()
        const post = toPost(row)
        const channels = await writing
          .selectFrom('deliveries')
          .select('channel')
          .where('incident', '=', incident.id)
          .where('number', '=', 0)
          .execute()
        await addDeliveries(
          writing,
          {
            incident: incident.id,
            number: followUp.number,
            region: post.region,
            channels: channels.map(({ channel }) => channel),
            at,
          },
          {
            part,
            label: post.label,
            text: followUp.text,
            alt: post.alt,
            image: null,
            place: post.place,
            at: followUp.at,
            virtual: post.virtual,
          },
        )
        return followUp
      })
    },

    followUps: (incidents) => followUpsOf(database, incidents),
  }
}

async function followUpsOf(database: Database, incidents: readonly string[]): Promise<FollowUp[]> {
  if (incidents.length === 0) return []
  const rows = await database
    .selectFrom('follow_ups')
    .select('body')
    .where('incident', 'in', incidents)
    .orderBy('incident')
    .orderBy('number')
    .execute()
  return rows.map(({ body }) => JSON.parse(body))
}

/** What the incident took up of its picture when it opened, which is what its post showed. */
async function firstShare(writing: Writing, incident: Incident): Promise<number> {
  const opened = await writing
    .selectFrom('changes')
    .select('body')
    .where('incident', '=', incident.id)
    .where('change', '=', 'opened')
    .executeTakeFirst()
  return shareOf(opened === undefined ? incident : JSON.parse(opened.body))
}
