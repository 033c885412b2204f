import type { Delivery, FollowUp, IncidentProperties, Outcome, Post, PostStatus } from '../../api.ts'

/** One thing that happened to an incident. `at`: epoch milliseconds. */
export type Entry = { readonly key: string; readonly at: number } & (
  | { readonly kind: 'opened' | 'closed' }
  | { readonly kind: 'pin'; readonly by: string }
  | { readonly kind: 'post'; readonly by: string; readonly status: PostStatus }
  | { readonly kind: 'follow-up'; readonly part: FollowUp['part']; readonly text: FollowUp['text'] }
  | { readonly kind: 'delivery'; readonly delivery: Delivery }
)

/** From the opening of an incident on, all that followed, oldest first. */
export function chronicle(
  incident: IncidentProperties,
  posts: readonly Post[],
  deliveries: readonly Delivery[],
): readonly Entry[] {
  const { openedAt, closedAt } = incident
  const entries: Entry[] = [
    { kind: 'opened', key: 'opened', at: Date.parse(openedAt) },
    ...incident.outcomes.map(ofOutcome),
    ...posts
      .filter((post) => post.incident === incident.id)
      .flatMap(({ id, followUps = [] }) =>
        followUps.map(({ part, text, at }) => ({
          ...{ kind: 'follow-up' as const, key: `${id} ${part} ${at}`, at: Date.parse(at), part, text },
        })),
      ),
    ...deliveries.map((delivery) => ({
      ...{ kind: 'delivery' as const, key: delivery.id, delivery },
      at: Date.parse(delivery.settledAt ?? delivery.createdAt),
    })),
  ]
  if (closedAt !== null) entries.push({ kind: 'closed', key: 'closed', at: Date.parse(closedAt) })
  return entries.sort((a, b) => a.at - b.at)
}

function ofOutcome({ kind, id, function: by, at, status }: Outcome): Entry {
  const key = `${kind} ${id}`
  return kind === 'pin'
    ? { kind, key, at: Date.parse(at), by }
    : { kind, key, at: Date.parse(at), by, status }
}
