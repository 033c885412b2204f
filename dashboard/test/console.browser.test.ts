/**
 * The built console in a real browser, against a fixed state of the city in the shapes of `docs/api.md`. What a
 * moving city does to it is tested where the real city runs.
 */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { graveViolations } from './axe.ts'
import { browserMissing, launchBrowser } from './browser.ts'
import { recorded } from './recorded-city.ts'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))

describe('the console in a browser', { skip: browserMissing }, () => {
  let city: RecordedCity
  let browser: Browser

  before(async () => {
    city = await serveRecordedCity()
    browser = await launchBrowser()
  })

  after(async () => {
    await browser?.close()
    city?.server.closeAllConnections()
    city?.server.close()
  })

  it('shows every part of the city, in Korean to a Korean browser', async () => {
    await using page = await open({ locale: 'ko-KR' })
    await page.tab.getByTestId('map-pin').first().waitFor({ timeout: 30_000 })

    assert.match(await textOf(page.tab, 'sentence'), /^대전 둔산로에서 불이 났습니다\./)
    assert.equal(await page.tab.getByTestId('function-row').count(), recorded.functions.length)
    assert.equal(await page.tab.locator('[data-function=detect]').getAttribute('data-replicas'), '2')
    assert.equal(await page.tab.locator('[data-testid=incident][data-state=open]').count(), 1)
    assert.equal(await page.tab.locator('[data-testid=post][data-status=waiting]').count(), 1)
    assert.equal(await page.tab.getByTestId('camera').count(), recorded.cameras.length)
    assert.equal(await page.tab.locator('[data-node=daejeon-1]').getAttribute('data-state'), 'alive')
    assert.equal(await page.tab.getByTestId('map-pin').getAttribute('data-label'), 'fire')
    assert.deepEqual(page.complaints, [])
  })

  it('changes to the other language and remembers it', async () => {
    await using page = await open({ locale: 'en-GB' })
    assert.match(await textOf(page.tab, 'sentence'), /^Fire at Dunsan-ro, Daejeon, since /)

    await page.tab.getByTestId('language').click()
    assert.match(await textOf(page.tab, 'sentence'), /^대전 둔산로에서 불이 났습니다\./)
    assert.equal(await page.tab.locator('html').getAttribute('lang'), 'ko')

    await page.tab.reload()
    await page.tab.getByTestId('function-row').first().waitFor()
    assert.match(await textOf(page.tab, 'sentence'), /^대전 둔산로에서 불이 났습니다\./)
  })

  it('fits a phone without scrolling sideways, in both languages and themes', async () => {
    for (const [locale, colorScheme] of [
      ['ko-KR', 'dark'],
      ['en-GB', 'light'],
    ] as const) {
      await using page = await open({ locale, colorScheme, viewport: { width: 390, height: 844 } })
      await page.tab.getByTestId('incident').first().waitFor()
      const overflow = await page.tab.evaluate('document.documentElement.scrollWidth - innerWidth')
      assert.equal(overflow, 0, `${locale} ${colorScheme}`)
    }
  })

  it('shows no picture of a weapon incident but the mosaicked one', async () => {
    await using page = await open({ locale: 'en-GB' })
    const weapon = page.tab.locator('[data-testid=incident][data-label=gun]')
    await weapon.getByRole('button').first().click()
    await weapon.getByText('No picture').waitFor()
    assert.equal(await weapon.locator('img').count(), 0)
  })

  it('is operated by keyboard', async () => {
    await using page = await open({ locale: 'en-GB' })
    const fold = page.tab.locator('[data-testid=incident][data-label=fire]').getByRole('button').first()
    await fold.focus()
    assert.equal(await fold.getAttribute('aria-expanded'), 'true')
    await page.tab.keyboard.press('Enter')
    assert.equal(await fold.getAttribute('aria-expanded'), 'false')
  })

  it('leaves nobody out: axe finds nothing grave in any view by night or by day, and the keyboard leads to all of them', async () => {
    // Colours on their way from one to the other have no contrast to speak of.
    await using page = await open({ locale: 'en-GB', reducedMotion: 'reduce' })
    const { tab } = page
    await tab.getByTestId('map-pin').first().waitFor({ timeout: 30_000 })
    const found: string[] = []
    const look = async (view: string) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await tab.emulateMedia({ colorScheme })
        await tab.locator(`html[data-theme=${colorScheme}]`).waitFor()
        // Between the two only colours differ.
        const violations = await graveViolations(tab, colorScheme === 'light' ? 'all' : 'colours')
        found.push(...violations.map((one) => `${view}, ${colorScheme}: ${one}`))
      }
    }
    await look('now')
    for (const view of views) {
      await tab.locator(`[data-view=${view}]`).focus()
      await tab.keyboard.press('Enter')
      const main = tab.locator(`main[data-view-shown=${view}]`)
      await main.locator('section').first().waitFor()
      for (let steps = 0; steps < 20; steps++) {
        await tab.keyboard.press('Tab')
        if (await main.evaluate((element) => element.contains(document.activeElement))) break
      }
      const focused = await main.evaluate((element) => {
        const active = document.activeElement
        if (active === null || !element.contains(active)) return 'nothing is focused in it'
        return getComputedStyle(active).outlineStyle === 'none' ? 'the focus is not seen' : ''
      })
      assert.equal(focused, '', view)
      await look(view)
    }
    assert.deepEqual(found, [])
  })

  it('sends a review', async () => {
    await using page = await open({ locale: 'en-GB' })
    await page.tab.getByRole('button', { name: 'Approve' }).click()
    await page.tab.locator('[data-testid=post][data-status=waiting]').waitFor({ state: 'detached' })
    assert.deepEqual(city.reviews.splice(0), [{ path: '/api/reviews/post-gun', decision: 'approve' }])
  })

  it('refuses with a reason, and approves with other words', async () => {
    await using page = await open({ locale: 'en-GB' })
    await goTo(page.tab, 'review')
    await page.tab
      .getByTestId('expiry')
      .getByText(/^Refused by itself at/)
      .waitFor()
    await page.tab.getByRole('button', { name: 'Refuse…' }).click()
    await page.tab.getByLabel('Why it is refused').fill('an umbrella')
    await page.tab.getByRole('button', { name: 'Refuse', exact: true }).click()
    await page.tab.getByText('Reason: an umbrella').waitFor()

    await page.tab.reload()
    await page.tab.getByRole('button', { name: 'Change the words' }).click()
    const korean = page.tab.getByRole('group', { name: 'Korean' })
    await korean.getByLabel('Description of the photo').fill('우산을 든 사람')
    await page.tab.getByRole('button', { name: 'Approve with these words' }).click()
    await page.tab.getByText('The reviewer changed its words.').waitFor()
    await page.tab.getByRole('button', { name: 'Where it went' }).click()
    const went = page.tab.getByTestId('deliveries')
    await went.getByText('the connection failed (ECONNREFUSED)').waitFor()
    assert.equal(await went.getByRole('link', { name: 'bluesky' }).count(), 1)
    const path = '/api/reviews/post-gun'
    assert.deepEqual(city.reviews.splice(0), [
      { path, decision: 'refuse', reason: 'an umbrella' },
      {
        ...{ path, decision: 'approve', text: recorded.posts[0]?.text },
        alt: { ko: '우산을 든 사람', en: 'A possible gun on the right' },
      },
    ])
    assert.deepEqual(page.complaints, [])
  })

  it('asks for the incidents of the part of the map that is seen, once the reader wants them', async () => {
    await using page = await open({ locale: 'en-GB' })
    await page.tab.getByTestId('map-pin').first().waitFor({ timeout: 30_000 })
    assert.deepEqual(city.boxes, [])
    await page.tab.getByRole('button', { name: 'All there ever was' }).click()
    await eventually(() => assert.ok(city.boxes.length > 0))
    await page.tab.getByRole('button', { name: 'Seoul', exact: true }).click()
    const widthOf = (box = '') => {
      const [west = Number.NaN, , east = Number.NaN] = box.split(',').map(Number)
      return east - west
    }
    await eventually(() => assert.ok(widthOf(city.boxes.at(-1)) < widthOf(city.boxes[0]) / 2))
    assert.deepEqual(page.complaints, [])
  })

  it('shows what a function refused and said, and replays it', async () => {
    await using page = await open({ locale: 'en-GB' })
    await goTo(page.tab, 'functions')
    await page.tab.getByRole('button', { name: 'post-fire', exact: true }).click()
    await page.tab.getByText('failed: no network').waitFor()
    await page.tab.getByTestId('logs').getByText('Error: no network').waitFor()
    const handled = page.tab.getByRole('row', { name: /time to handle/ })
    await handled.getByText('50 ms').waitFor()

    await page.tab.getByRole('button', { name: /^Replay/ }).click()
    await page.tab.getByText('failed: no network').waitFor({ state: 'detached' })
    assert.deepEqual(city.replayed, ['fn.post-fire.seoul:7'])
    assert.deepEqual(page.complaints, [])
  })

  it('pauses a function, holds it at a count and lets it go again', async () => {
    await using page = await open({ locale: 'en-GB' })
    await goTo(page.tab, 'functions')
    await page.tab.getByRole('button', { name: 'post-threat', exact: true }).click()
    const hold = page.tab.getByTestId('hold')
    await hold.getByText('Paused').waitFor()
    assert.match((await hold.getByTestId('held').textContent()) ?? '', /since \d\d:\d\d:\d\d, by kim/)
    await hold.getByRole('button', { name: 'Resume' }).click()
    await page.tab.getByRole('button', { name: 'post-fire', exact: true }).click()
    await hold.getByText('It grows and shrinks by itself').waitFor()
    await hold.getByRole('button', { name: 'Pause' }).click()
    await hold.getByLabel('Instances in each').fill('3')
    await hold.getByRole('button', { name: 'Hold at this' }).click()
    await eventually(() =>
      assert.deepEqual(city.acts, [
        ['/api/functions/post-threat/resume', {}],
        ['/api/functions/post-fire/pause', {}],
        ['/api/functions/post-fire/scale', { replicas: 3 }],
      ]),
    )
    assert.deepEqual(page.complaints, [])
  })

  it('shows newcomers around once, in three steps', async () => {
    await using page = await open({ locale: 'en-GB' })
    const tour = page.tab.getByTestId('tour')
    await tour.getByRole('button', { name: 'Next' }).click()
    await tour.getByText('What happens appears here').waitFor()
    await tour.getByRole('button', { name: 'Next' }).click()
    await tour.getByRole('button', { name: 'Close' }).click()
    await page.tab.reload()
    await page.tab.getByTestId('function-row').first().waitFor()
    assert.equal(await tour.count(), 0)
  })

  it('says what sleeping saved, and what that is compared with', async () => {
    await using page = await open({ locale: 'en-GB' })
    await page.tab.locator('[data-view=savings]').click()
    // Four functions, each one region and one minute of an hour (and of the time this test takes) awake.
    assert.match(await textOf(page.tab, 'saved'), /^98\.\d % less time awake, which is about 2\d Wh/)
    await page.tab.getByRole('row', { name: /^detect .*60 s/ }).waitFor()
  })

  it('shows a reviewer the picture before the mosaic, on request alone', async () => {
    await using page = await open({ locale: 'en-GB' })
    await goTo(page.tab, 'review')
    await page.tab.locator('[data-testid=post][data-status=waiting]').waitFor()
    assert.equal(await page.tab.locator('figure img').count(), 0)
    await page.tab.getByRole('button', { name: /before the mosaic/ }).click()
    await page.tab.locator('figure img').waitFor()
  })

  it('keeps the last picture when the city falls silent, says since when, and takes up again', async () => {
    await using page = await open({ locale: 'en-GB' })
    await page.tab.getByTestId('function-row').first().waitFor()

    city.fallSilent()
    assert.match(await textOf(page.tab, 'offline'), /has not been heard since \d\d:\d\d:\d\d/)
    assert.equal(await page.tab.getByTestId('function-row').count(), recorded.functions.length)

    city.answer()
    await page.tab.getByTestId('offline').waitFor({ state: 'detached', timeout: 20_000 })
  })

  async function open(context: Parameters<Browser['newContext']>[0]) {
    const opened = await browser.newContext(context)
    const tab = await opened.newPage()
    const complaints: string[] = []
    tab.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    tab.on('pageerror', (error) => complaints.push(error.message))
    await tab.goto(city.url)
    await tab.getByTestId('function-row').first().waitFor({ timeout: 30_000 })
    return { tab, complaints, [Symbol.asyncDispose]: () => opened.close() }
  }
})

const views = ['incidents', 'cameras', 'functions', 'nodes', 'review', 'savings', 'stage']

/** A view is loaded when it is first gone to; until then, what is seen is of the one before. */
async function goTo(tab: Page, view: string): Promise<void> {
  await tab.locator(`[data-view=${view}]`).click()
  await tab.locator('#map').waitFor({ state: 'detached' })
}

async function eventually(holds: () => void): Promise<void> {
  const deadline = Date.now() + 20_000
  for (;;) {
    try {
      return holds()
    } catch (error) {
      if (Date.now() > deadline) throw error
      await setTimeout(50)
    }
  }
}

async function textOf(page: Page, testId: string): Promise<string> {
  const found = page.getByTestId(testId)
  await found.waitFor()
  return (await found.textContent())?.trim() ?? ''
}

interface RecordedCity {
  readonly server: Server
  readonly url: string
  readonly reviews: ({ path: string } & Readonly<Record<string, unknown>>)[]
  /** Boxes of the map whose incidents were asked for. */
  readonly boxes: string[]
  /** Dead letters that were asked to be replayed. */
  readonly replayed: string[]
  /** What an operator asked of functions, with its body. */
  readonly acts: (readonly [string, unknown])[]
  /** Ends every live stream and refuses new ones. */
  fallSilent(): void
  answer(): void
}

/** Serves the built console and the recorded state, whose live stream says everything once and then nothing. */
async function serveRecordedCity(): Promise<RecordedCity> {
  const listeners = new Set<ServerResponse>()
  const reviews: RecordedCity['reviews'] = []
  const replayed: string[] = []
  const boxes: string[] = []
  const acts: [string, unknown][] = []
  let silent = false

  const answers: Record<string, unknown> = {
    '/api/city': recorded.city,
    '/api/session': { required: false, as: null, elsewhere: null },
    '/api/history': recorded.history,
    '/api/posts': recorded.posts,
    '/api/deliveries': recorded.deliveries,
    '/api/deadletters': recorded.deadLetters,
    '/api/incidents/gun': recorded.incidents.find(({ id }) => id === 'gun'),
    '/api/incidents': { type: 'FeatureCollection', features: recorded.incidents },
  }

  const server = createServer(async (request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://city')
    const json = (body: unknown) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    if (path === '/api/live') {
      if (silent) return void response.writeHead(503).end('{}')
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const part of ['functions', 'regions', 'nodes', 'cameras'] as const) {
        response.write(`event: ${part}\ndata: ${JSON.stringify(recorded[part])}\n\n`)
      }
      listeners.add(response)
      response.on('close', () => listeners.delete(response))
    } else if (path === '/metrics') response.end(recorded.metrics)
    else if (path.endsWith('/logs')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`event: line\ndata: ${JSON.stringify(recorded.log)}\n\n`)
    } else if (path.endsWith('/replay')) {
      replayed.push(decodeURIComponent(path.split('/')[3] ?? ''))
      json({ replayed: true })
    } else if (/\/(pause|resume|scale)$/.test(path)) {
      acts.push([path, JSON.parse(await textOfRequest(request))])
      json({})
    } else if (path === '/api/incidents/points') {
      boxes.push(searchParams.get('bbox') ?? '')
      json({ type: 'FeatureCollection', features: recorded.points })
    } else if (path in answers) json(answers[path])
    else if (path.endsWith('/trace')) json({ incident: '', traceId: '', segments: recorded.segments })
    else if (path.startsWith('/api/reviews/')) {
      const body = JSON.parse(await textOfRequest(request))
      reviews.push({ path, ...body })
      json({})
    } else if (path.endsWith('.jpg')) {
      response.writeHead(200, { 'content-type': 'image/svg+xml' })
      response.end(recorded.picture)
    } else await serveFile(path === '/' ? 'index.html' : path.slice(1), response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port')

  return {
    server,
    url: `http://127.0.0.1:${address.port}/`,
    reviews,
    boxes,
    replayed,
    acts,
    fallSilent() {
      silent = true
      for (const listener of listeners) listener.end()
    },
    answer() {
      silent = false
    },
  }
}

const contentTypes: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  json: 'application/json',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}

async function serveFile(path: string, response: ServerResponse): Promise<void> {
  const content = await readFile(`${dist}${path}`).catch(() => undefined)
  if (content === undefined) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': contentTypes[path.split('.').at(-1) ?? ''] ?? '' }).end(content)
}

async function textOfRequest(request: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}
