import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventually } from '@bonghwa/platform/testing'
import type { Page } from 'playwright-core'
import { browserMissing, launchBrowser } from '../dashboard/test/browser.ts'
import { cityProcess } from '../safety/src/testing/city-process.ts'

const patienceMs = 90_000

describe('The console of a running city', { skip: browserMissing }, () => {
  it('shows without a reload how a crash wakes the functions, goes its whole way to a pin, and all falls asleep again', async () => {
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
    assert.equal(await highest(tab, 'detect'), 0)

    await eventually(async () => assert.ok(((await replicas()).get('detect') ?? 0) > 0), patienceMs)
    await eventually(async () => assert.ok((await highest(tab, 'detect')) > 0), patienceMs)
    const incident = tab.locator('[data-testid=incident][data-label=accident]')
    await incident.waitFor({ timeout: patienceMs })
    await tab.locator('[data-testid=map-pin][data-label=accident]').waitFor({ timeout: patienceMs })
    await eventually(() => assertWholeWay(tab), patienceMs)
    await eventually(async () => assert.ok((await highest(tab, 'map-accident')) > 0), patienceMs)
    await eventually(async () => {
      assert.deepEqual(new Set((await replicas()).values()), new Set([0]))
    }, patienceMs)
    assert.match((await tab.getByTestId('sentence').textContent()) ?? '', /모두 잠들어/)
    // What was remains to be seen: the line has risen from zero and gone back to it.
    for (const name of ['detect', 'map-accident']) assert.ok((await highest(tab, name)) > 0, name)
    assert.equal(await incident.count(), 1)
    assert.deepEqual(errors, [])
  })
})

/** Pixels by which the step line of a function stands above the ground at its highest; 0 while it is flat. */
async function highest(tab: Page, name: string): Promise<number> {
  const line = await tab.locator(`[data-function=${name}] path.area`).getAttribute('d')
  // `M left ground V height H right V ground Z` for each time that it was awake.
  const heights = [...(line ?? '').matchAll(/M[\d.-]+ (?<ground>[\d.]+)V(?<top>[\d.]+)/g)]
  return Math.max(0, ...heights.map(({ groups }) => Number(groups?.ground) - Number(groups?.top)))
}

/** From the camera to the pin, no step is missing from the open waterfall, and the steps add up to the whole. */
async function assertWholeWay(tab: Page): Promise<void> {
  const waterfall = tab.getByTestId('waterfall')
  const steps = await waterfall.locator('li').evaluateAll((rows) =>
    rows.map(({ dataset }) => ({
      what: `${dataset.by} ${dataset.segment}`,
      duration: Number(dataset.duration),
    })),
  )
  const wanted = [
    ...['captured', 'decoded', 'gated', 'published'].map((step) => `watch ${step}`),
    ...['queued', 'woken', 'inferred'].map((step) => `detect ${step}`),
    'watch confirmed',
    ...['queued', 'woken', 'handled', 'posted'].map((step) => `map-accident ${step}`),
  ]
  const shown = steps.map(({ what }) => what)
  assert.deepEqual(
    wanted.filter((step) => !shown.includes(step)),
    [],
    shown.join(),
  )
  const whole = Number(await waterfall.getAttribute('data-total'))
  const sum = steps.reduce((total, { duration }) => total + duration, 0)
  assert.ok(Math.abs(sum - whole) <= whole * 0.05, `${sum} of ${whole} ms`)
}
