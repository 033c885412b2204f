import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventually } from '@bonghwa/platform/testing'
import { browserMissing, launchBrowser } from '../dashboard/test/browser.ts'
import { cityProcess } from '../safety/src/testing/city-process.ts'

const patienceMs = 90_000

describe('The console of a running city', { skip: browserMissing }, () => {
  it('shows without a reload how a crash wakes the functions, becomes a pin, and all falls asleep again', async () => {
    await using city = await cityProcess([
      { region: 'daejeon', clip: 'crash_day', play: 'play: once, after: 15' },
    ])
    await using browser = await launchBrowser()
    const tab = await browser.newPage({ locale: 'ko-KR', viewport: { width: 390, height: 844 } })
    await city.start()
    const errors: string[] = []
    tab.on('pageerror', (error) => errors.push(error.message))
    await tab.goto(city.url)

    const rows = tab.getByTestId('function-row')
    const replicas = async () => {
      const all = await rows.evaluateAll((elements) =>
        elements.map(({ dataset }) => [dataset.function, Number(dataset.replicas)] as const),
      )
      return new Map(all)
    }
    await rows.first().waitFor()
    assert.deepEqual([...(await replicas()).keys()].toSorted(), [
      'call-reviewers',
      'detect',
      'expire-reviews',
      'follow-up',
      'forget-old',
      'map-accident',
      'post-fire',
      'post-threat',
      'warn-drivers',
    ])
    assert.deepEqual(new Set((await replicas()).values()), new Set([0]))
    assert.match((await tab.getByTestId('sentence').textContent()) ?? '', /모두 잠들어/)

    await eventually(async () => assert.ok(((await replicas()).get('detect') ?? 0) > 0), patienceMs)
    const incident = tab.locator('[data-testid=incident][data-label=accident]')
    await incident.waitFor({ timeout: patienceMs })
    await tab.locator('[data-testid=map-pin][data-label=accident]').waitFor({ timeout: patienceMs })
    await eventually(async () => {
      assert.deepEqual(new Set((await replicas()).values()), new Set([0]))
    }, patienceMs)
    assert.equal(await incident.count(), 1)
    assert.deepEqual(errors, [])
  })
})
