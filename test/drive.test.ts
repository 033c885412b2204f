import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { eventually } from '@bonghwa/platform/testing'
import type { Browser, Page } from 'playwright-core'
import { browserMissing, launchBrowser } from '../dashboard/test/browser.ts'
import { pushTo, standInForPushService } from '../dashboard/test/push.ts'
import { roadMessage } from '../safety/src/outcome/road-message.ts'
import type { Store } from '../safety/src/store/store.ts'
import { type DriveServer, driveServer, road, southOf } from './drive-server.ts'

describe('The drivers’ page, in a browser that moves', { skip: browserMissing }, () => {
  let server: DriveServer
  let store: Store
  let browser: Browser
  let url: string

  before(async () => {
    server = await driveServer()
    ;({ store, url } = server)
    browser = await launchBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.[Symbol.asyncDispose]()
  })

  it('warns of a crash ahead before 500 m, in letters and out loud, and is silent once it is passed', async () => {
    await using page = await open({ locale: 'ko-KR' })
    await page.driveTo(2000)
    await page.tab.getByTestId('start').click()
    // The car's first place is known: the next one tells where it is heading.
    await page.tab.getByText('전방에 알려진 사고 없음').waitFor()
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
    await eventually(async () => assert.equal(await textOf(page.tab, 'metres'), '500'))
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
