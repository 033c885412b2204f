import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { browserMissing, launchBrowser } from '../dashboard/test/browser.ts'
import { pushTo, standInForPushService } from '../dashboard/test/push.ts'
import { reviewMessage } from '../safety/src/functions/call-reviewers/review-message.ts'
import { cityProcess } from '../safety/src/testing/city-process.ts'

const bonghwa = join(import.meta.dirname, '../platform/bin/bonghwa.js')
const patience = { timeout: 60_000 }

/** Whatever a page was kept from by its own policy. */
async function violationsOf(page: Page): Promise<string[]> {
  const found: string[] = []
  await page.exposeFunction('noteViolation', (text: string) => found.push(text))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      const { noteViolation } = window as unknown as { noteViolation(text: string): void }
      noteViolation(`${violatedDirective}: ${blockedURI} in ${sourceFile}`)
    })
  })
  page.on('pageerror', ({ message }) => found.push(message))
  return found
}

describe('The pages of a guarded city', { skip: browserMissing }, () => {
  it('show nothing to strangers, everything to who signed in, and keep to their own policy', async () => {
    await using city = await cityProcess([{ region: 'seoul', clip: 'crash_day', play: 'push' }])
    const token = execFileSync(
      process.execPath,
      [bonghwa, 'token', 'create', '--data', city.data, '--role', 'operator', '--name', 'kim'],
      { encoding: 'utf8' },
    ).trim()
    await city.start()
    await using browser = await launchBrowser()
    const context = await browser.newContext({ locale: 'ko-KR', permissions: ['notifications'] })
    await standInForPushService(context, 'https://fcm.googleapis.com/fcm/send/reviewer')
    const page = await context.newPage()
    const violations = await violationsOf(page)

    const answer = await page.goto(city.url)
    assert.match(
      answer?.headers()['content-security-policy'] ?? '',
      /^default-src 'none'; script-src 'self' 'sha256-/,
    )
    await page.getByTestId('sign-in').waitFor(patience)
    assert.equal(await page.getByTestId('function-row').count(), 0)
    await page.getByTestId('token').fill('bonghwa_wrong')
    await page.getByTestId('enter').click()
    await page.getByText('맞지 않거나 더는 쓸 수 없는 토큰입니다.').waitFor(patience)
    await page.getByTestId('token').fill(token)
    await page.getByTestId('enter').click()
    await page.getByTestId('function-row').first().waitFor(patience)
    await page.locator('.city-map canvas').waitFor(patience)

    // An act, a blob that is drawn and sent over a WebSocket, a worker, pictures of evidence.
    await page.goto(`${city.url}/#/stage`)
    await page.locator('.city-map canvas').click({ position: { x: 200, y: 80 }, ...patience })
    await page.getByTestId('picked').waitFor(patience)
    await page.getByLabel('녹화된 장면').check(patience)
    await page.getByRole('button', { name: '교통사고' }).click()
    await page.locator('[data-step=sent][data-done=true]').waitFor(patience)
    for (const view of ['functions', 'review', 'savings']) {
      await page.goto(`${city.url}/#/${view}`)
      await page.locator('main').waitFor(patience)
      await page.getByRole('heading').nth(1).waitFor(patience)
    }

    // A reviewer asks to be called, and is, while the console is closed.
    await page.goto(`${city.url}/#/review`)
    await page.getByRole('button', { name: '기다리는 글이 생기면 알림 받기' }).click(patience)
    await page.getByRole('button', { name: '알림 그만 받기' }).waitFor(patience)
    await page.goto(`${city.url}/beacon.svg`)
    const waiting = { id: 'post-1', label: 'gun', virtual: false } as const
    const message = reviewMessage(waiting, { ko: '상점', en: 'Shop' }, 'ko')
    assert.deepEqual(await pushTo(page, '/review/', message), [message])

    await page.goto(city.url)
    await page.getByTestId('sign-out').click(patience)
    await page.getByTestId('sign-in').waitFor(patience)

    const drive = await browser.newPage({ locale: 'en-GB' })
    const onDrive = await violationsOf(drive)
    await drive.goto(`${city.url}/drive`)
    await drive.getByRole('button', { name: 'Drive' }).waitFor(patience)
    assert.deepEqual([...violations, ...onDrive], [])

    assert.equal((await fetch(`${city.url}/api/incidents`)).status, 401)
    assert.equal((await fetch(`${city.url}/api/road/warnings`)).status, 200)
  })
})
