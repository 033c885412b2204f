import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { serveStatic } from '@bonghwa/platform'
import { eventually } from '@bonghwa/platform/testing'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import type { Browser, Page } from 'playwright-core'
import { browserMissing, launchBrowser } from '../dashboard/test/browser.ts'
import { pushTo, standInForPushService } from '../dashboard/test/push.ts'
import { roadApi } from '../safety/src/api/road-api.ts'
import { roadMessage } from '../safety/src/outcome/road-message.ts'
import { sampleIncident } from '../safety/src/outcome/sample.ts'
import { openStore } from '../safety/src/store/open-store.ts'
import type { Store } from '../safety/src/store/store.ts'

const vapidPublicKey = 'BPublicKey'
const crash = { latitude: 37.4979, longitude: 127.0276 }
const road = { title: { ko: '강남대로', en: 'Gangnam-daero' } }

/** So many metres south of the crash, on the way north to it. */
const southOf = (metres: number) => ({ ...crash, latitude: crash.latitude - metres / 111_195, accuracy: 5 })

describe('The drivers’ page, in a browser that moves', { skip: browserMissing }, () => {
  let folder: string
  let store: Store
  let server: Server
  let browser: Browser
  let url: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bonghwa-drive-'))
    store = await openStore(`sqlite:${join(folder, 'city.db')}`)
    await store.saveIncident(sampleIncident({ id: 'inc-crash', label: 'accident', place: crash }))
    await store.placePin({ incident: 'inc-crash', function: 'map-accident', region: 'seoul', at: Date.now() })
    const app = new Hono().route(
      '/',
      roadApi({ store, cameraNamed: () => road, map: { style: null, attribution: '' }, vapidPublicKey }),
    )
    serveStatic(app, join(import.meta.dirname, '../dashboard/dist'))
    server = createAdaptorServer({ fetch: app.fetch }) as Server
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/drive`
    browser = await launchBrowser()
  })

  after(async () => {
    await browser?.close()
    server?.closeAllConnections()
    server?.close()
    await store?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  it('warns of a crash ahead before 500 m, in letters and out loud, and is silent once it is passed', async () => {
    await using page = await open({ locale: 'ko-KR' })
    await page.driveTo(2000)
    await page.tab.getByTestId('start').click()
    await page.driveTo(1900)
    await page.tab.getByText('정면').waitFor()
    assert.deepEqual(await page.spoken(), [], 'two kilometres ahead it is shown, not spoken')

    await page.driveTo(900)
    await eventually(async () => {
      assert.deepEqual(await page.spoken(), [
        'ko-KR: 전방 900미터, 강남대로. 사고가 있습니다. 속도를 줄이세요.',
      ])
    })
    await page.driveTo(620)
    await eventually(async () => assert.equal(await textOf(page.tab, 'metres'), '620'))
    assert.equal((await page.spoken()).length, 1)

    await page.driveTo(-200)
    await page.tab.getByText('전방에 알려진 사고 없음').waitFor()
    assert.deepEqual(page.complaints, [])
  })

  it('tells an English driver in English, and sends the place to nobody', async () => {
    await using page = await open({ locale: 'en-GB' })
    await page.driveTo(500)
    await page.tab.getByTestId('start').click()
    await page.driveTo(450)
    await eventually(async () => {
      assert.deepEqual(await page.spoken(), [
        'en-US: Accident ahead in 500 metres, Gangnam-daero. Slow down.',
      ])
    })
    await page.tab.getByTestId('road-pin').waitFor({ timeout: 30_000 })
    const asked = page.asked.filter((request) => request.includes('/api/'))
    assert.deepEqual(
      new Set(asked),
      new Set([`${new URL(url).origin}/api/road/warnings`, `${new URL(url).origin}/api/road/map`]),
    )
  })

  it('says what to do when the place may not be seen', async () => {
    await using page = await open({ locale: 'en-GB', permissions: [] })
    await page.tab.getByTestId('start').click()
    await page.tab.getByRole('alert').getByText('Allow this site to use it').waitFor()
  })

  it('is what Chromium takes for an app', async () => {
    await using page = await open({ locale: 'ko-KR' })
    await page.tab.evaluate('navigator.serviceWorker.ready')
    const session = await page.tab.context().newCDPSession(page.tab)
    const { errors, url: manifest } = await session.send('Page.getAppManifest')
    assert.match(manifest, /\/drive\.webmanifest$/)
    assert.deepEqual(errors, [])
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
    // A test's context is one, and nothing else stands in the way.
    assert.deepEqual(installabilityErrors, [{ errorId: 'in-incognito', errorArguments: [] }])
  })

  it('opens without a network once it has been seen, with its map, and says that it hears nothing', async () => {
    await using page = await open({ locale: 'en-GB' })
    await page.tab.evaluate('navigator.serviceWorker.ready')
    await page.tab.context().setOffline(true)
    await page.tab.reload()
    await page.tab.getByTestId('start').click()
    await page.driveTo(450)
    await page.tab.getByText('Asking for news of the roads').waitFor()
    await page.tab.locator('.maplibregl-canvas').waitFor()
    assert.deepEqual(page.complaints, [])
  })

  it('shows a warning that is pushed while it is closed, and asks for one in a coarse cell alone', async () => {
    await using page = await open({ locale: 'ko-KR', permissions: ['geolocation', 'notifications'] })
    await standInForPushService(page.tab.context(), 'https://fcm.googleapis.com/fcm/send/phone')
    await page.tab.reload()
    await page.driveTo(0)
    const sent = page.tab.waitForRequest((request) => request.method() === 'PUT')
    await page.tab.getByTestId('push').click()
    const { keys: _, ...said } = (await sent).postDataJSON()
    assert.deepEqual(said, {
      ...{ endpoint: 'https://fcm.googleapis.com/fcm/send/phone', cell: 'wydm6', language: 'ko' },
    })
    await page.tab.getByRole('button', { name: '알림 끄기' }).waitFor()
    assert.equal((await store.subscribersIn(['wydm6'])).length, 1)

    // Closed: nothing of the page runs but its worker.
    await page.tab.goto(url.replace('/drive', '/beacon.svg'))
    const message = roadMessage({ id: 'inc-crash', virtual: true }, 'accident', road.title, 'ko')
    assert.deepEqual(await pushTo(page.tab, '/drive', message), [message])
  })

  async function open(context: Parameters<Browser['newContext']>[0]) {
    const opened = await browser.newContext({
      viewport: { width: 390, height: 844 },
      permissions: ['geolocation'],
      ...context,
    })
    const tab = await opened.newPage()
    const complaints: string[] = []
    const asked: string[] = []
    tab.on('pageerror', (error) => complaints.push(error.message))
    tab.on('request', (request) => asked.push(request.url()))
    await tab.addInitScript(() => {
      const said: string[] = []
      Object.assign(window, { said })
      speechSynthesis.speak = ({ lang, text }) => void said.push(`${lang}: ${text}`)
    })
    await tab.goto(url)
    return {
      tab,
      complaints,
      asked,
      driveTo: (metres: number) => opened.setGeolocation(southOf(metres)),
      spoken: () => tab.evaluate('said') as Promise<string[]>,
      [Symbol.asyncDispose]: () => opened.close(),
    }
  }
})

async function textOf(tab: Page, testId: string): Promise<string> {
  return (await tab.getByTestId(testId).textContent())?.trim() ?? ''
}
