import type { CloudEvent } from '@bonghwa/platform/event'
import { type FunctionContext, preciseNow } from '@bonghwa/platform/function'
import { channelsFor } from '../camera/channel-settings.ts'
import type { Title } from '../camera/place.ts'
import { openDetector } from '../detection/detector.ts'
import { openFaceFinder } from '../detection/faces.ts'
import { decodeJpeg, encodeJpeg } from '../frame/jpeg.ts'
import type { Incident } from '../incident/incident.ts'
import { brightness } from '../outcome/brightness.ts'
import { clothingOfHolder } from '../outcome/clothing.ts'
import { describeScene, type Look } from '../outcome/describe.ts'
import { type Mosaic, mosaic } from '../outcome/mosaic.ts'
import { mosaicFinders } from '../outcome/mosaic-finders.ts'
import type { Post } from '../outcome/post.ts'
import { postText } from '../outcome/post-text.ts'
import { refineDescription } from '../outcome/refine-description.ts'
import { openEvidence } from '../store/evidence.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { cityEnvironment } from './environment.ts'
import { deliveryDue, eventTypes, incidentIn } from './messages.ts'
import { titlesOf } from './titles.ts'

/** What differs between the kinds of posts. */
export interface PostKind {
  /** Somebody must be in the picture, as somebody holds a weapon. */
  readonly peopleExpected: boolean
  /** A person reads it first, when the city asks for that. */
  readonly sensitive: boolean
}

/** Makes the writer of posts: what it needs is opened while the function wakes. */
export async function postWriter({ peopleExpected, sensitive }: PostKind) {
  const { city, store: storeUrl, evidence: evidenceLocation, faces: facesFolder } = cityEnvironment()
  const [store, detector, finder] = await Promise.all([
    openStore(storeUrl),
    openDetector(city.model),
    openFaceFinder(facesFolder),
  ])
  const evidence = openEvidence(evidenceLocation)

  /** One post for an incident, however often it is asked for. */
  return async (event: CloudEvent, context: FunctionContext): Promise<void> => {
    const incident = incidentIn(event)
    if (await store.isErased(incident.id)) return
    const before = (await store.outcomesOf([incident.id])).find(({ kind }) => kind === 'post')
    if (before !== undefined) {
      context.log('the post was there already', { incident: incident.id })
      const post = await store.post(before.id)
      if (post) await tell(context, store, post)
      return
    }
    const startedAt = preciseNow()
    const photo = await photoOf(incident)
    const photoAt = preciseNow()
    context.span('mosaicked', startedAt, photoAt)
    const { post } = await store.createPost(
      await postOf(incident, context, photo, sensitive && city.reviews.weapon === 'ask'),
      channelsFor(city.channels, incident.label),
    )
    context.span('posted', photoAt, preciseNow())
    context.log(post.status === 'waiting' ? 'a post that waits for a review' : 'a post', {
      incident: incident.id,
    })
    await tell(context, store, post)
  }

  /** The evidence with every face pixelated, or the reason why there is no photo. */
  async function photoOf({ evidence: address, box, detections }: Incident): Promise<Photo> {
    const jpeg = await evidence.get(address)
    if (jpeg === undefined)
      return { verified: false, reason: 'The picture of the incident is no longer there.' }
    const frame = await decodeJpeg(jpeg, { name: `The evidence ${address}` })
    const hidden = await mosaic(frame, { ...mosaicFinders(finder, detector), peopleExpected })
    const clothing = peopleExpected ? clothingOfHolder(frame, box, detections) : undefined
    return { ...hidden, look: { brightness: brightness(frame), clothing } }
  }

  async function postOf(
    incident: Incident,
    context: FunctionContext,
    photo: Photo,
    waits: boolean,
  ): Promise<Post> {
    const mosaicked = photo.verified && photo.boxes.length > 0
    const jpeg = photo.verified ? await encodeJpeg(photo.frame) : undefined
    const { look } = photo
    const scene = jpeg && (await refined(incident, jpeg, look, context))
    const words = postText({ incident, ...titlesOf(city, incident), look, scene, mosaicked })
    const now = Date.now()
    return {
      id: `post-${incident.id}`,
      incident: incident.id,
      channel: 'city',
      label: incident.label,
      region: incident.region,
      camera: incident.camera,
      status: waits ? 'waiting' : 'published',
      ...words,
      image: jpeg === undefined ? null : await evidence.put(jpeg),
      mosaicked,
      note: photo.verified ? null : photo.reason,
      place: incident.place,
      createdAt: now,
      publishedAt: waits ? null : now,
      virtual: incident.virtual,
      function: context.function,
      expiresAt: waits ? now + city.reviews.expiresAfterMinutes * 60_000 : null,
      describedBy: scene === undefined ? null : (city.vision?.model ?? null),
      edited: false,
      refusal: null,
    }
  }

  /** The picture in a model's words, where the city has one and its words agree with what was measured. */
  async function refined(
    incident: Incident,
    jpeg: Uint8Array,
    look: Look | undefined,
    context: FunctionContext,
  ): Promise<Title | undefined> {
    if (city.vision === null) return undefined
    const startedAt = preciseNow()
    const { camera, region } = titlesOf(city, incident)
    const here = [camera.en, region.en]
    const elsewhere = [...city.cameras, ...city.regions]
      .map(({ title }) => title)
      .filter(({ en }) => !here.some((name) => name.includes(en)))
    const facts = { scene: incident, grounded: describeScene(incident, look), elsewhere }
    const answer = await refineDescription(jpeg, facts, {
      ...city.vision,
      key: context.secrets.VISION_API_KEY,
    })
    context.span('described', startedAt, preciseNow())
    if ('refined' in answer) return answer.refined
    context.log('the description is what was measured, as the model’s cannot be used', {
      ...{ incident: incident.id, reason: answer.problem },
    })
    return undefined
  }
}

type Photo = Mosaic & { readonly look?: Look }

/** Told again when it is done again: whoever listens takes it by its id. */
async function tell({ emit }: FunctionContext, store: Store, post: Post): Promise<void> {
  const { id, status, incident } = post
  await emit({ type: eventTypes.postWritten, id: `${id}.${status}`, subject: incident, data: post })
  for (const delivery of await store.deliveries({ incident, state: 'due' })) await emit(deliveryDue(delivery))
}
