import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStore } from '../../safety/src/store/open-store.ts'
import type { Store } from '../../safety/src/store/store.ts'
import { incidentOpened } from '../../safety/src/testing/incident-opened.ts'
import { deadLetters, json } from '../server-api.ts'
import { serverProcess } from '../server-process.ts'
import type { Setting, Subject } from '../subject.ts'
import { counted } from '../verdict.ts'
import { cameraServer } from './camera-server.ts'
import { channelServer } from './channel-server.ts'
import { cityFaults } from './city-faults.ts'
import { cityFile, pushedCamera } from './city-file.ts'
import { postgresServer } from './postgres-server.ts'
import { pushHostile } from './push-hostile.ts'
import { sceneFrames } from './scene-frames.ts'

/** Functions by which an incident comes to its end. */
const deciding = ['map-accident', 'post-fire', 'deliver-wire']

/** `city up` with cameras of the network, a channel, and a database: all of it may be struck. */
export async function citySubject(setting: Setting): Promise<Subject> {
  const { folder, data, random, eventDice, broker, store } = setting
  await using opening = new AsyncDisposableStack()
  const scenes = { seoul: await sceneFrames('crash_day'), daejeon: await sceneFrames('carfire') }
  const cameras = opening.use(await cameraServer(scenes, eventDice))
  const channel = opening.use(await channelServer())
  const postgres = store === 'postgres' ? opening.use(await postgresServer()) : undefined
  await postgres?.start()
  const storeUrl = postgres?.url ?? `sqlite:${join(data, 'city.db')}`
  writeFileSync(join(folder, 'city.yaml'), cityFile(cameras, channel.url))
  const server = await serverProcess({
    folder,
    data,
    command: [
      ...[join(import.meta.dirname, '../../safety/bin/city.js'), 'up', '--headless'],
      ...['--city', join(folder, 'city.yaml'), '--store', storeUrl, '--standby', '1'],
      ...(broker === undefined ? [] : ['--queue', broker.url]),
    ],
    env: { WEBHOOK_KEY: channel.key },
    needsOthers: broker !== undefined || postgres !== undefined,
  })
  opening.defer(() => server.kill())
  const ending = opening.move()
  const live = `${server.url}/api/cameras/${pushedCamera}/live`

  return {
    server,
    nodes: ['seoul-1', 'seoul-2', 'daejeon-1'],
    fates: ['throw'],
    faults: cityFaults({
      cameras,
      channel,
      database: postgres ?? join(data, 'city.db'),
      random,
      pushHostile: () => pushHostile(live, scenes.seoul[0]!, eventDice),
    }),
    event(id, fate) {
      const fire = fate === undefined && eventDice.between(0, 1) < 0.4
      const region = eventDice.pick(['seoul', 'daejeon'] as const)!
      const event = incidentOpened(fire ? 'fire' : 'accident', region, id)
      if (fate !== undefined) return { event: { ...event, data: { label: 'accident' } }, wants: [] }
      return { event, wants: fire ? ['post', 'delivered'] : ['pin'] }
    },
    async calm() {
      cameras.end()
      channel.set('up')
    },
    // A message that failed often is tried again after minutes.
    quietWithinMs: 600_000,
    async ledger(ids) {
      const dead = (await deadLetters(server.url)).filter((letter) => deciding.includes(letter.function))
      await using opened = await openStore(storeUrl)
      const delivered = new Map([...channel.posts()].map(([incident, messages]) => [incident, messages.size]))
      return {
        done: { ...(await outcomesIn(opened, ids)), delivered },
        once: ['pin', 'post', 'delivered'],
        dead: new Set(dead.map(({ event }) => event.subject ?? event.id)),
      }
    },
    async remarks() {
      const { features } = await json<Incidents>(`${server.url}/api/incidents?limit=1000`)
      const seen = features.map(({ properties }) => properties)
      const posted = channel.posts()
      const problems = seen.flatMap(({ id, label, outcomes }) => {
        const kinds = outcomes.map(({ kind }) => kind).join(' ')
        if (kinds !== (label === 'accident' ? 'pin' : 'post'))
          return [`The ${label} ${id}, which a camera saw, came to: ${kinds || 'nothing'}.`]
        const count = posted.get(id)?.size ?? 0
        return label !== 'fire' || count === 1
          ? []
          : [`The ${label} ${id}, which a camera saw, was posted ${count} times.`]
      })
      if (channel.forged > 0) problems.push(`${channel.forged} messages came with a wrong signature.`)
      return {
        said: [
          `cameras saw ${seen.length} incidents; ${seen.length - problems.length} came to one outcome each`,
          `the channel was sent ${channel.repeats} messages again, under the same id`,
        ],
        problems,
      }
    },
    [Symbol.asyncDispose]: () => ending.disposeAsync(),
  }
}

interface Incidents {
  readonly features: readonly {
    readonly properties: {
      readonly id: string
      readonly label: string
      readonly outcomes: readonly { readonly kind: string }[]
    }
  }[]
}

const askedAtOnce = 500

async function outcomesIn(store: Store, ids: readonly string[]) {
  const found: { readonly incident: string; readonly kind: string }[] = []
  for (let at = 0; at < ids.length; at += askedAtOnce)
    found.push(...(await store.outcomesOf(ids.slice(at, at + askedAtOnce))))
  const ofKind = (kind: string) =>
    counted(found.filter((outcome) => outcome.kind === kind).map(({ incident }) => incident))
  return { pin: ofKind('pin'), post: ofKind('post') }
}
