import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  deployDirectory,
  type Folder,
  type Given,
  openPlatform,
  type Platform,
  type PlatformOptions,
} from '@bonghwa/platform'
import type { City } from '../camera/city.ts'
import { type Outlines, saveOutlines } from '../camera/save-outlines.ts'
import { readModel } from '../detection/model.ts'
import { environmentVariables } from '../functions/environment.ts'
import { cameraOutlined, shownEvents } from '../functions/messages.ts'
import { vapidKeys } from '../outcome/vapid.ts'
import { type EvidenceStore, openEvidence } from '../store/evidence.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { deployChannels, wakeChannels } from './outbox.ts'

/** A city at work: the platform with the city's functions on it, and its memory. */
export interface OpenCity extends AsyncDisposable {
  readonly city: City
  readonly platform: Platform
  readonly store: Store
  readonly evidence: EvidenceStore
  /** Of the pair that signs what the city sends by Web Push. */
  readonly vapidPublicKey: string
  /** Keeps what was drawn into a camera's picture, in the city file too, and tells its watch. @throws CityUnwritableError */
  outline(id: string, outlines: Outlines): Promise<void>
  /** Where its functions come from. */
  readonly folders: readonly Folder[]
  /** Starts the watches: from here on cameras are read. */
  watch(): Promise<void>
}

export interface OpenCityOptions {
  readonly city: City
  /** Absolute path of the directory for all state. */
  readonly data: string
  /** URL of the store. */
  readonly storeUrl: string
  /** Where pictures are kept: a folder, or `s3://…`; in `data` without it. */
  readonly evidence?: string | undefined
  /** A broker for the queues; the embedded queue without it. */
  readonly broker?: PlatformOptions['broker']
  /** URL of an MQTT broker whose messages wake functions. */
  readonly mqtt?: string | undefined
  readonly otlp?: PlatformOptions['otlp']
  readonly pace: 'live' | 'fast'
  readonly standby: number
  /** Directories with functions of others. */
  readonly functions: readonly string[]
  /** Watches and functions run in the pods of a cluster. */
  readonly elsewhere?: boolean
}

const source = join(import.meta.dirname, '..')
const facesModel = join(import.meta.dirname, '../../../models/faces')

/** What does not work is told on stderr and shown by the gateway; the rest goes on. */
export async function openCity(options: OpenCityOptions): Promise<OpenCity> {
  const { city, data, elsewhere = false } = options
  let { cameras } = city
  // A model that cannot work would fail in every detector; better said at once.
  readModel(city.model)
  mkdirSync(data, { recursive: true })
  const cityFile = join(data, 'city.json')
  writeFileSync(cityFile, JSON.stringify(city))
  const location = options.evidence ?? join(data, 'evidence')
  const folders = location.startsWith('s3:') ? [] : [resolve(location)]
  // A process is granted a folder only when it is there.
  for (const folder of folders) mkdirSync(folder, { recursive: true })
  const evidence = openEvidence(location)
  const vapid = vapidKeys(join(data, 'vapid.json'), process.env)
  const store = await openStore(options.storeUrl)
  const platform = await openPlatform({
    regions: city.regions.map((region) => ({
      ...region,
      title: { ...region.title },
      // Of a cluster's nodes only heartbeats tell.
      nodes: elsewhere ? [] : region.nodes,
    })),
    dataDirectory: data,
    broker: options.broker && { ...options.broker, ...(elsewhere ? { prefetch: 0 } : {}) },
    ...(elsewhere ? ({ instances: 'elsewhere', overheard: shownEvents } as const) : {}),
    mqtt: options.mqtt,
    otlp: options.otlp,
    standby: options.standby,
    env: {},
    secrets: { VISION_API_KEY: '', ...process.env, ...vapid },
  })
  // What the city has is for its own functions: those of others are given none of it.
  const given: Given = {
    env: environmentVariables(
      { store: options.storeUrl, evidence: location, faces: facesModel, pace: options.pace },
      cityFile,
      process.env,
    ),
    read: [cityFile, city.model, facesModel],
    write: [...folders, ...sqliteFile(options.storeUrl)],
  }
  const sources: Folder[] = [
    { directory: join(source, 'functions'), given },
    ...options.functions.map((directory) => ({ directory })),
  ]
  for (const { directory, given: own } of sources) await deployDirectory(platform, directory, own)
  await deployChannels(platform, city.channels, given)

  return {
    city,
    platform,
    store,
    evidence,
    vapidPublicKey: vapid.VAPID_PUBLIC_KEY,
    // What runs in pods comes from their images.
    folders: elsewhere ? [] : sources,
    async outline(id, outlines) {
      saveOutlines(city.file, id, outlines)
      cameras = cameras.map((camera) => (camera.id === id ? { ...camera, ...outlines } : camera))
      // A watch that starts again reads it here; the one that runs is told.
      writeFileSync(cityFile, JSON.stringify({ ...city, cameras }))
      const region = cameras.find((camera) => camera.id === id)?.region ?? ''
      await platform.publish(cameraOutlined(id, outlines, region))
    },
    async watch() {
      await deployDirectory(platform, join(source, 'watch'), given)
      await platform.start()
      await wakeChannels(platform, await store.deliveries({ state: 'due' }))
    },
    async [Symbol.asyncDispose]() {
      await platform[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}

/** The file of an embedded store; none of a server. */
const sqliteFile = (storeUrl: string): string[] =>
  storeUrl.startsWith('sqlite:') ? [resolve(storeUrl.slice('sqlite:'.length))] : []
