/** The stage in a real browser against a real city: what is staged in it becomes a pin on its map. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { cityProcess } from '../../safety/src/testing/city-process.ts'
import { browserMissing, launchBrowser } from './browser.ts'

// A browser without a GPU draws too slowly to be a camera, so the recorded clip is asked for: the page's other way.
it('An accident that is staged from a recorded clip is followed to its pin, at the place that was chosen', {
  skip: browserMissing,
}, async () => {
  await using city = await cityProcess([{ region: 'seoul', clip: 'crash_day', play: 'push' }])
  await city.start()
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ locale: 'en-GB' })
    await page.goto(`${city.url}/#/stage`)
    const map = page.locator('.city-map canvas')
    await map.click({ position: { x: 200, y: 80 }, timeout: 30_000 })
    await page.getByTestId('picked').waitFor()
    await page.getByLabel('play the recorded clip').check()
    await page.getByRole('button', { name: 'Accident' }).click()

    const done = (step: string) =>
      page.locator(`[data-step=${step}][data-done=true]`).waitFor({ timeout: 60_000 })
    for (const step of ['sent', 'moved', 'detected', 'incident', 'outcome']) await done(step)
    await page.locator('[data-testid=map-pin][data-label=accident][data-state=open]').waitFor()
    assert.equal(await page.getByTestId('screen').getAttribute('data-showing'), 'clip')
    assert.match((await page.getByRole('status').textContent()) ?? '', /recorded clip/)

    const [incident] = await city.incidents()
    const [camera] = await city.get<{ place: { latitude: number } }[]>('/api/cameras')
    assert.equal(incident?.outcomes[0]?.kind, 'pin')
    // Not where the city file has the camera.
    assert.notEqual(camera?.place.latitude, 37.5)
  } finally {
    await browser.close()
  }
})
