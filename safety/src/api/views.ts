import type { Title } from '../camera/place.ts'
import type { Incident } from '../incident/incident.ts'
import type { Delivery } from '../outcome/delivery.ts'
import type { FollowUp } from '../outcome/follow-up.ts'
import type { Outcome } from '../outcome/outcome.ts'
import type { Post } from '../outcome/post.ts'
import type { IncidentPoint } from '../store/incident-records.ts'
import type { DeliveryBody, IncidentFeature, PointFeature, PostBody } from './shapes.ts'

// Records as they are sent, by the API and by the live stream.

/** @param camera the one that saw it; its id stands in for its title when the city no longer has it */
export function incidentFeature(
  incident: Incident,
  outcomes: readonly Outcome[],
  camera: { readonly title: Title } | undefined,
): IncidentFeature {
  const { id, label, state, region, score, frames, virtual, box, width, height, detections } = incident
  const { place, openedAt, updatedAt, closedAt } = incident
  return {
    type: 'Feature',
    id,
    geometry: { type: 'Point', coordinates: [place.longitude, place.latitude] },
    properties: {
      id,
      label,
      state,
      camera: incident.camera,
      cameraTitle: titleOf(incident.camera, camera),
      region,
      openedAt: instant(openedAt),
      updatedAt: instant(updatedAt),
      closedAt: closedAt === null ? null : instant(closedAt),
      score,
      frames,
      virtual,
      box,
      width,
      height,
      detections,
      evidence: evidencePath(incident.evidence),
      traceId: traceIdOf(incident),
      outcomes: outcomes.filter((outcome) => outcome.incident === id).map(outcomeBody),
    },
  }
}

/** What a map needs of an incident: a page may ask for a hundred thousand. */
export function pointFeature({ id, label, state, place, openedAt }: IncidentPoint): PointFeature {
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [place.longitude, place.latitude] },
    properties: { id, label, state, openedAt },
  }
}

/** @param camera the one that saw it; its id stands in for its title when the city no longer has it */
export function postBody(
  post: Post,
  followUps: readonly FollowUp[],
  camera: { readonly title: Title } | undefined,
): PostBody {
  const { id, incident, channel, label, region, status, text, mosaicked, alt, place, virtual, note } = post
  const { expiresAt, describedBy, edited, refusal } = post
  return {
    id,
    incident,
    channel,
    label,
    region,
    status,
    text,
    image: post.image === null ? null : evidencePath(post.image),
    mosaicked,
    alt,
    place,
    cameraTitle: titleOf(post.camera, camera),
    postedAt: instant(post.publishedAt ?? post.createdAt),
    virtual,
    note,
    expiresAt: expiresAt === null ? null : instant(expiresAt),
    describedBy,
    edited,
    refusal,
    followUps: followUps
      .filter((one) => one.incident === incident)
      .map(({ part, text, at }) => ({ part, text, at: instant(at) })),
  }
}

/** A row of the outbox. Its message is in the feed; where people can read it is here. */
export function deliveryBody(delivery: Delivery): DeliveryBody {
  const { id, incident, channel, region, state, attempts, url, problem, createdAt, settledAt } = delivery
  return {
    id,
    incident,
    channel,
    region,
    part: delivery.message.part,
    state,
    attempts,
    url,
    problem,
    createdAt: instant(createdAt),
    settledAt: settledAt === null ? null : instant(settledAt),
  }
}

/** The trace of the frame that confirmed the incident: 32 hexadecimal digits. */
export function traceIdOf({ traceparent }: Incident): string {
  return traceparent.split('-')[1] ?? ''
}

function outcomeBody({ kind, id, region, at, status, ...outcome }: Outcome) {
  return { kind, function: outcome.function, region, at: instant(at), id, status }
}

function evidencePath(address: string): string {
  return `/api/evidence/${address}.jpg`
}

function titleOf(id: string, camera: { readonly title: Title } | undefined): Title {
  return camera?.title ?? { ko: id, en: id }
}

function instant(at: number): string {
  return new Date(at).toISOString()
}
