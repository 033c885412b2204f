import type { Outcome } from '../outcome/outcome.ts'
import type { Pin } from '../outcome/pin.ts'
import type { Post, PostStatus, ReviewDecision } from '../outcome/post.ts'
import { PostUnknownError, ReviewDecidedError } from './errors.ts'
import { insertOnce } from './insert-once.ts'
import { nextRevision } from './revision.ts'
import type { Database, Tables, Writing } from './tables.ts'

/**
 * What functions caused. A function may run twice for one event, on two machines even: the second run is
 * told `created: false` and what stands, and goes on as if it had done it.
 */
export interface OutcomeRecords {
  /** An incident has one pin. */
  placePin(pin: Pin): Promise<{ created: boolean; pin: Pin }>
  /** An incident has one post in a channel, whatever their ids. */
  createPost(post: Post): Promise<{ created: boolean; post: Post }>
  post(id: string): Promise<Post | undefined>
  /** Newest first; all of them, or those of one status; 100 unless told. */
  posts(filter?: { status?: PostStatus | undefined; limit?: number | undefined }): Promise<Post[]>
  /**
   * Lets a waiting post out, or keeps it in for good. Of two reviewers one is answered the post as decided.
   *
   * @throws PostUnknownError there is no such post
   * @throws ReviewDecidedError it does not wait, or does no longer; `status` says what it is
   */
  review(id: string, decision: ReviewDecision, at: number): Promise<Post>
  /** Pins and posts of these incidents, oldest first. */
  outcomesOf(incidentIds: readonly string[]): Promise<Outcome[]>
}

export function outcomeRecords(database: Database): OutcomeRecords {
  const post = async (id: string) => {
    const row = await database.selectFrom('posts').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toPost(row)
  }
  return {
    async placePin(pin) {
      return database.transaction().execute(async (writing) => {
        const created = await insertOnce(writing, 'pins', {
          incident: pin.incident,
          function: pin.function,
          region: pin.region,
          at: pin.at,
        })
        if (created) await touchIncident(writing, pin.incident)
        const row = await writing
          .selectFrom('pins')
          .selectAll()
          .where('incident', '=', pin.incident)
          .executeTakeFirstOrThrow()
        return { created, pin: { ...row, at: Number(row.at) } }
      })
    },

    async createPost(post) {
      return database.transaction().execute(async (writing) => {
        const created = await insertOnce(writing, 'posts', {
          id: post.id,
          incident: post.incident,
          channel: post.channel,
          status: post.status,
          created_at: post.createdAt,
          published_at: post.publishedAt,
          reviewed_at: null,
          image: post.image,
          body: JSON.stringify(post),
          revision: await nextRevision(writing),
        })
        if (created) await touchIncident(writing, post.incident)
        const row = await writing
          .selectFrom('posts')
          .selectAll()
          .where('incident', '=', post.incident)
          .where('channel', '=', post.channel)
          .executeTakeFirstOrThrow()
        return { created, post: toPost(row) }
      })
    },

    post,

    async posts({ status, limit = 100 } = {}) {
      let query = database.selectFrom('posts').selectAll()
      if (status !== undefined) query = query.where('status', '=', status)
      const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
      return rows.map(toPost)
    },

    async review(id, decision, at) {
      await database.transaction().execute(async (writing) => {
        const { numUpdatedRows } = await writing
          .updateTable('posts')
          .set({
            status: (decision === 'approve' ? 'published' : 'refused') satisfies PostStatus,
            published_at: decision === 'approve' ? at : null,
            reviewed_at: at,
            revision: await nextRevision(writing),
          })
          .where('id', '=', id)
          .where('status', '=', 'waiting')
          .executeTakeFirst()
        const row = await writing.selectFrom('posts').selectAll().where('id', '=', id).executeTakeFirst()
        if (row === undefined) throw new PostUnknownError(id)
        if (Number(numUpdatedRows) === 0) throw new ReviewDecidedError(id, row.status)
        await touchIncident(writing, row.incident)
      })
      const decided = await post(id)
      if (decided === undefined) throw new PostUnknownError(id)
      return decided
    },

    async outcomesOf(incidentIds) {
      if (incidentIds.length === 0) return []
      const pins = await database
        .selectFrom('pins')
        .selectAll()
        .where('incident', 'in', incidentIds)
        .execute()
      const posts = await database
        .selectFrom('posts')
        .selectAll()
        .where('incident', 'in', incidentIds)
        .execute()
      return [...pins.map(pinOutcome), ...posts.map(toPost).map(postOutcome)].sort((a, b) => a.at - b.at)
    },
  }
}

/** Status and time of publication have columns of their own, since a review changes them. */
export function toPost({ body, status, published_at }: Tables['posts']): Post {
  return {
    ...JSON.parse(body),
    status: status as PostStatus,
    publishedAt: published_at === null ? null : Number(published_at),
  }
}

function pinOutcome(row: Tables['pins']): Outcome {
  const { incident, region } = row
  return {
    kind: 'pin',
    id: incident,
    incident,
    function: row.function,
    region,
    at: Number(row.at),
    status: 'published',
  }
}

function postOutcome(post: Post): Outcome {
  const { id, incident, region, status } = post
  const at = post.publishedAt ?? post.createdAt
  return { kind: 'post', id, incident, function: post.function, region, at, status }
}

/** An incident is shown with its outcomes, so a new outcome is a new revision of it. */
async function touchIncident(writing: Writing, id: string) {
  const revision = await nextRevision(writing)
  await writing.updateTable('incidents').set({ revision }).where('id', '=', id).execute()
}
