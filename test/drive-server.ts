import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serveStatic } from '@bonghwa/platform'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { roadApi } from '../safety/src/api/road-api.ts'
import { sampleIncident } from '../safety/src/outcome/sample.ts'
import { openStore } from '../safety/src/store/open-store.ts'
import type { Store } from '../safety/src/store/store.ts'

/** Where there was an accident, and how its road is called. */
export const crash = { latitude: 37.4979, longitude: 127.0276 }
export const road = { title: { ko: '강남대로', en: 'Gangnam-daero' } }

/** So many metres south of the crash, on the way north to it. */
export const southOf = (metres: number) => ({
  ...crash,
  latitude: crash.latitude - metres / 111_195,
  accuracy: 5,
})

export interface DriveServer extends AsyncDisposable {
  readonly url: string
  readonly store: Store
}

/** The drivers' page over a store in which there is one accident with a pin. */
export async function driveServer(): Promise<DriveServer> {
  const folder = await mkdtemp(join(tmpdir(), 'bonghwa-drive-'))
  const store = await openStore(`sqlite:${join(folder, 'city.db')}`)
  await store.saveIncident(sampleIncident({ id: 'inc-crash', label: 'accident', place: crash }))
  await store.placePin({ incident: 'inc-crash', function: 'map-accident', region: 'seoul', at: Date.now() })
  const map = { style: null, attribution: '' }
  const app = new Hono().route(
    '/',
    roadApi({ store, cameraNamed: () => road, map, vapidPublicKey: 'BPublicKey' }),
  )
  serveStatic(app, join(import.meta.dirname, '../dashboard/dist'))
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/drive`,
    store,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await store[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
