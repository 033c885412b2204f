import type { IncidentFeature, Label, PostStatus } from '../../api.ts'
import type { Picture } from '../../picture.ts'

/** How far what was staged has come on its way through the city; instants are epoch milliseconds. */
export interface Chain {
  readonly camera: string
  readonly startedAt: number
  /** The first picture of it that passed the motion gate. */
  readonly moved?: { readonly at: number }
  /** The first picture in which the detector saw what it should. */
  readonly detected?: { readonly at: number; readonly label: string; readonly score: number }
  readonly incident?: { readonly at: number; readonly id: string; readonly label: Label }
  /** The instance that acts on it. */
  readonly woken?: { readonly at: number; readonly function: string; readonly tier: string }
  readonly outcome?: { readonly at: number; readonly kind: 'pin' | 'post'; readonly status: PostStatus }
}

/** What is seen first is kept; the status of an outcome is the latest. */
export function followed(chain: Chain, picture: Picture, labels: readonly Label[]): Chain {
  const { camera, startedAt } = chain
  const frame = picture.cameras?.find(({ id }) => id === camera)?.frame
  const at = frame ? Date.parse(frame.capturedAt) : 0
  const seen = frame?.detections
    .filter(({ label }) => labels.includes(label as Label))
    .toSorted((a, b) => b.score - a.score)[0]
  const moved = chain.moved ?? (at >= startedAt ? { at } : undefined)
  const detected =
    chain.detected ??
    (moved && seen && at >= startedAt ? { at, label: seen.label, score: seen.score } : undefined)
  const found = picture.incidents?.find((one) => isOfThis(one, chain, labels))?.properties
  const outcome = found?.outcomes[0]
  const start = picture.starts.findLast((one) => one.function === outcome?.function && one.at >= startedAt)
  return {
    camera,
    startedAt,
    ...(moved && { moved }),
    ...(detected && { detected }),
    ...(found && { incident: { at: Date.parse(found.openedAt), id: found.id, label: found.label } }),
    ...(start && { woken: { at: start.at, function: start.function, tier: start.tier } }),
    ...(outcome && {
      outcome: { at: Date.parse(outcome.at), kind: outcome.kind, status: outcome.status },
    }),
  }
}

function isOfThis({ properties }: IncidentFeature, { camera, startedAt }: Chain, labels: readonly Label[]) {
  const { label, openedAt } = properties
  return properties.camera === camera && labels.includes(label) && Date.parse(openedAt) >= startedAt
}
