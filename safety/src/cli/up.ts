import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  type AccessOptions,
  accessOf,
  gateway,
  type LogFormat,
  log,
  logAsService,
  logFunctions,
  regionViews,
  serveStatic,
  stepView,
  untilStopped,
  version,
} from '@bonghwa/platform'
import { boundServices } from '@bonghwa/platform/config'
import { cityApi } from '../api/city-api.ts'
import { cityNeeds } from '../api/city-needs.ts'
import { CameraReplacedError } from '../api/errors.ts'
import { cityPaths } from '../api/openapi.ts'
import { tmapOrigin } from '../api/tmap-style.ts'
import { incidentFeature, postBody } from '../api/views.ts'
import { type City, readCity } from '../camera/city.ts'
import { withFootage } from '../camera/footage.ts'
import { eventTypes, receivedFrame } from '../functions/messages.ts'
import { cameraBoard } from './camera-board.ts'
import { cameraMetrics } from './camera-metrics.ts'
import { incidentMetrics } from './incident-metrics.ts'
import { incidentWay } from './incident-way.ts'
import { openCity } from './open-city.ts'
import { reviewPost } from './outbox.ts'

export interface UpOptions extends AccessOptions {
  readonly city: string
  readonly footage?: string
  readonly port: number
  readonly data: string
  readonly store?: string
  readonly evidence?: string
  readonly queue?: string
  readonly management?: string
  readonly mqtt?: string
  readonly otlp?: string
  readonly logFormat?: LogFormat
  readonly standby: number
  readonly functions: readonly string[]
  readonly headless?: boolean
}

const pages = join(import.meta.dirname, '../../../dashboard/dist')

/**
 * The whole city on this machine, until it is told to stop.
 *
 * @param elsewhere the city whose watches and functions run in the pods of a cluster: here are its API and console alone
 */
export async function up(options: UpOptions, elsewhere?: City): Promise<void> {
  logAsService(options.logFormat)
  const described = elsewhere ?? readCity(options.city)
  const city = options.footage === undefined ? described : withFootage(described, options.footage)
  const data = resolve(options.data)
  // What Cloud Foundry has bound counts unless the command line says otherwise.
  const bound = boundServices(process.env.VCAP_SERVICES)
  const queue = options.queue ?? bound.queue
  const management = options.management ?? bound.management
  await using open = await openCity({
    city,
    data,
    storeUrl: options.store ?? bound.store ?? `sqlite:${join(data, 'city.db')}`,
    evidence: options.evidence,
    broker: queue === undefined ? undefined : { url: queue, management },
    mqtt: options.mqtt,
    otlp: options.otlp === undefined ? undefined : { endpoint: options.otlp, version },
    pace: 'live',
    standby: options.standby,
    functions: options.functions.map((directory) => resolve(directory)),
    elsewhere: elsewhere !== undefined,
  })
  const { platform, store, evidence, vapidPublicKey } = open
  logFunctions(platform)
  const tmapKey = city.map.provider === 'tmap' ? process.env.TMAP_APP_KEY || undefined : undefined
  if (city.map.provider === 'tmap' && tmapKey === undefined)
    log({
      level: 'warn',
      message:
        'T map is wanted and TMAP_APP_KEY is not set, so the built-in map is shown. Set it to an app key of openapi.sk.com.',
    })
  const board = cameraBoard(city.cameras)
  cameraMetrics(platform, board.states)
  const measured = incidentMetrics(platform, store)
  const door = gateway(platform, {
    ...{ version, paths: cityPaths, needs: cityNeeds, folders: open.folders },
    // A cluster mounts its Secret of tokens when somebody makes it.
    tokensMayCome: elsewhere !== undefined,
    ...(await accessOf(data, options)),
  })
  const cameraNamed = (id: string) => city.cameras.find((camera) => camera.id === id)

  door.app.route(
    '/',
    cityApi({
      store,
      evidence,
      city,
      version,
      vapidPublicKey,
      tmapKey,
      regions: () =>
        regionViews(platform).map((view, index) => ({
          ...view,
          title: city.regions[index]?.title ?? { ko: view.name, en: view.name },
        })),
      cameras: board.states,
      receive: (frame) => platform.publish(receivedFrame(frame, cameraNamed(frame.camera)?.region)),
      frame: board.frame,
      async outline(id, outlines) {
        const isOwn = cameraNamed(id) === described.cameras.find((camera) => camera.id === id)
        if (!isOwn) throw new CameraReplacedError(id)
        await open.outline(id, outlines)
      },
      trace: async (traceId) => incidentWay(platform.traces.spans(traceId)).map(stepView),
      async review(id, review) {
        const post = await reviewPost(open, city.channels, id, review)
        measured.reviewed(post)
        follow()
        return post
      },
    }),
  )
  if (!options.headless) {
    if (existsSync(join(pages, 'index.html'))) serveStatic(door.app, pages, mapFrom(city))
    else
      log({
        level: 'warn',
        message: 'The console is not built, so there are no pages. Build it with `npm run build`.',
      })
  }

  // Incidents and posts are written by processes of their own: an event that passes says that it is time to look.
  let { revision } = await store.changedSince(0)
  let following = Promise.resolve()
  function follow() {
    // What could not be told is told with the next change, as the revision stays where it was.
    following = following.then(tellChanges).catch((error: Error) => {
      log({ level: 'error', message: `The pages were not told of a change: ${error.message}` })
    })
  }
  async function tellChanges() {
    const changed = await store.changedSince(revision)
    const outcomes = await store.outcomesOf(changed.incidents.map(({ id }) => id))
    for (const incident of changed.incidents) {
      door.live.tell('incident', incidentFeature(incident, outcomes, cameraNamed(incident.camera)))
    }
    const followUps = await store.followUps(changed.posts.map(({ incident }) => incident))
    for (const post of changed.posts)
      door.live.tell('post', postBody(post, followUps, cameraNamed(post.camera)))
    revision = changed.revision
  }
  const telling = new Set<string>([
    ...(['opened', 'updated', 'closed'] as const).map(eventTypes.incident),
    eventTypes.pinPlaced,
    eventTypes.postWritten,
    eventTypes.followUpWritten,
  ])
  door.live.picture('cameras', board.states)
  platform.onEvent((event) => {
    if (board.note(event)) door.live.touch()
    if (telling.has(event.type)) follow()
  })

  const server = await door.listen(options.port, options.host)
  const address = `http://${options.host}:${options.port}`
  console.log(
    `${city.cameras.length} cameras in ${city.regions.length} regions. The console: ${address}/ (Ctrl+C stops)`,
  )
  await open.watch()
  await untilStopped()
  door.close()
  server.close()
  await following
}

/** A style of the city's own may lead anywhere; without one the drivers' page asks for OpenFreeMap's. */
function mapFrom({ map }: City): readonly string[] {
  if (map.provider === 'tmap') return [tmapOrigin, 'https://tiles.openfreemap.org']
  return map.style === null ? ['https://tiles.openfreemap.org'] : ['https:', new URL(map.style).origin]
}
