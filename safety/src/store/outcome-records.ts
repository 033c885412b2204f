import type { Outcome } from '../outcome/outcome.ts'
import type { Pin } from '../outcome/pin.ts'
import type { Post, PostStatus, Refusal, Review } from '../outcome/post.ts'
import { addDeliveries } from './delivery-records.ts'
import { refuseErased } from './erasure.ts'
import { PostUnknownError, ReviewDecidedError, ReviewExpiredError } from './errors.ts'
import { write } from './revision.ts'
import type { Database, Tables, Writing } from './tables.ts'

/**
 * What functions caused. A function may run twice for one event, on two machines even: the second run is
 * told `created: false` and what stands, and goes on as if it had done it.
 */
export interface OutcomeRecords {
  /**
   * An incident has one pin.
   *
   * @throws IncidentErasedError
   */
  placePin(pin: Pin): Promise<{ created: boolean; pin: Pin }>
  /**
   * An incident has one post, whatever their ids. Published, it is at once in the outbox of these channels.
   *
   * @throws IncidentErasedError
   */
  createPost(post: Post, channels?: readonly string[]): Promise<{ created: boolean; post: Post }>
  post(id: string): Promise<Post | undefined>
  /** Newest first; all of them, or those of one status; 100 unless told. */
  posts(filter?: { status?: PostStatus | undefined; limit?: number | undefined }): Promise<Post[]>
  /**
   * Lets a waiting post out, with the words that the reviewer gave it and into the outbox of these channels too, or
   * keeps it in for good: all of it or nothing. Of two reviewers one is answered the post as decided.
   *
   * @throws PostUnknownError there is no such post
   * @throws ReviewDecidedError it does not wait, or does no longer; `status` says what it is
   * @throws ReviewExpiredError it is approved after it expired
   */
  review(id: string, review: Review, at: number, channels?: readonly string[]): Promise<Post>
  /** Refuses what still waits at `at` though it was to be decided before; answers these posts, oldest first. */
  expireReviews(at: number): Promise<Post[]>
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
      return write(database, async (writing, revision) => {
        await refuseErased(writing, pin.incident)
        const before = await writing
          .selectFrom('pins')
          .selectAll()
          .where('incident', '=', pin.incident)
          .executeTakeFirst()
        if (before !== undefined) return { created: false, pin: { ...before, at: Number(before.at) } }
        const { incident, region, at } = pin
        await writing.insertInto('pins').values({ incident, function: pin.function, region, at }).execute()
        await touchIncident(writing, revision, incident)
        return { created: true, pin }
      })
    },

    async createPost(post, channels = []) {
      return write(database, async (writing, revision) => {
        await refuseErased(writing, post.incident)
        const before = await writing
          .selectFrom('posts')
          .selectAll()
          .where('incident', '=', post.incident)
          .where('channel', '=', post.channel)
          .executeTakeFirst()
        if (before !== undefined) return { created: false, post: toPost(before) }
        await writing
          .insertInto('posts')
          .values({
            id: post.id,
            incident: post.incident,
            channel: post.channel,
            status: post.status,
            created_at: post.createdAt,
            published_at: post.publishedAt,
            reviewed_at: null,
            image: post.image,
            body: JSON.stringify(post),
            revision,
          })
          .execute()
        if (post.status === 'published') await deliver(writing, post, channels)
        await touchIncident(writing, revision, post.incident)
        return { created: true, post }
      })
    },

    post,

    async posts({ status, limit = 100 } = {}) {
      let query = database.selectFrom('posts').selectAll()
      if (status !== undefined) query = query.where('status', '=', status)
      const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
      return rows.map(toPost)
    },

    async review(id, review, at, channels = []) {
      return write(database, async (writing, revision) => {
        const row = await writing.selectFrom('posts').selectAll().where('id', '=', id).executeTakeFirst()
        if (row === undefined) throw new PostUnknownError(id)
        const waiting = toPost(row)
        if (waiting.status !== 'waiting') throw new ReviewDecidedError(id, row.status)
        const decided = decidedPost(waiting, review, at)
        await decide(writing, revision, decided, at)
        if (decided.status === 'published') await deliver(writing, decided, channels)
        return decided
      })
    },

    async expireReviews(at) {
      const waits = (post: Post) => post.expiresAt !== null && post.expiresAt <= at
      // Looked at without a lock first: nearly always there is nothing to do.
      if (!(await waitingPosts(database)).some(waits)) return []
      return write(database, async (writing, revision) => {
        const expired = (await waitingPosts(writing)).filter(waits).map((post) => {
          const refusal: Refusal = { by: 'expiry', reason: null }
          return { ...post, status: 'refused' as const, refusal }
        })
        for (const post of expired) await decide(writing, revision, post, at)
        return expired
      })
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

function decidedPost(waiting: Post, review: Review, at: number): Post {
  if (review.decision === 'refuse')
    return { ...waiting, status: 'refused', refusal: { by: 'reviewer', reason: review.reason ?? null } }
  if (waiting.expiresAt !== null && waiting.expiresAt <= at)
    throw new ReviewExpiredError(waiting.id, waiting.expiresAt)
  const { text = waiting.text, alt = waiting.alt } = review
  const edited = JSON.stringify([text, alt]) !== JSON.stringify([waiting.text, waiting.alt])
  return { ...waiting, status: 'published', publishedAt: at, text, alt, edited }
}

async function decide(writing: Writing, revision: number, post: Post, at: number): Promise<void> {
  const { status, publishedAt, incident } = post
  await writing
    .updateTable('posts')
    .set({
      ...{ status, published_at: publishedAt, reviewed_at: at },
      ...{ body: JSON.stringify(post), revision },
    })
    .where('id', '=', post.id)
    .execute()
  await touchIncident(writing, revision, incident)
}

async function waitingPosts(reading: Database | Writing): Promise<Post[]> {
  const rows = await reading
    .selectFrom('posts')
    .selectAll()
    .where('status', '=', 'waiting' satisfies PostStatus)
    .orderBy('created_at')
    .execute()
  return rows.map(toPost)
}

/** Status and time of publication have columns of their own, since a review changes them. */
export function toPost({ body, status, published_at }: Tables['posts']): Post {
  return {
    // Posts of earlier versions lack these.
    ...{ expiresAt: null, describedBy: null, edited: false, refusal: null },
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

function deliver(writing: Writing, post: Post, channels: readonly string[]): Promise<void> {
  const { incident, region, label, text, alt, image, place, virtual } = post
  const at = post.publishedAt ?? post.createdAt
  const message = { part: 'post', label, text, alt, image, place, at, virtual } as const
  return addDeliveries(writing, { incident, number: 0, region, channels, at }, message)
}

/** An incident is shown with its outcomes, so a new outcome is a new revision of it. */
async function touchIncident(writing: Writing, revision: number, id: string) {
  await writing.updateTable('incidents').set({ revision }).where('id', '=', id).execute()
}
