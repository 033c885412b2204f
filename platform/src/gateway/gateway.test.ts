import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { openAccess } from '../access/access.ts'
import { deployDirectory } from '../control/deploy-directory.ts'
import { openPlatform, type Platform } from '../control/platform.ts'
import { eventually } from '../testing/eventually.ts'
import { type Gateway, gateway } from './gateway.ts'
import { openapi } from './openapi.ts'

/** Answers with what it is asked for, or, told to wait, with nothing until it is told to go on. */
const handler = `
const waiting = []
export default { bonghwa: 'function', async handle(event, { log }) {
  log('called with ' + JSON.stringify(event.data))
  switch (event.data) {
    case 'text': return '안녕'
    case 'bytes': return new Uint8Array([1, 2, 255])
    case 'list': return [1, { two: 2 }]
    case 'null': return null
    case 'nothing': return undefined
    case 'failure': throw new Error('as asked')
    case 'wait': return new Promise((resolve) => waiting.push(resolve))
    default: return { type: event.type, datacontenttype: event.datacontenttype, data: event.data }
  }
} }`

describe('The gateway', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-gateway-'))
  let platform: Platform
  let door: Gateway
  let server: Server
  let url: string

  before(async () => {
    for (const [name, spec] of [
      ['answer', ''],
      ['one', '  scale: { maxReplicaCount: 1 }\n  timeoutSeconds: 3\n'],
      ['hasty', '  timeoutSeconds: 0.3\n'],
    ] as const) {
      const own = join(folder, 'functions', name)
      mkdirSync(own, { recursive: true })
      writeFileSync(join(own, 'handler.js'), handler)
      writeFileSync(
        join(own, 'function.yaml'),
        `apiVersion: bonghwa.dev/v1\nkind: Function\nmetadata: { name: ${name} }\nspec:\n  handler: ./handler.js\n${spec}`,
      )
    }
    platform = await openPlatform({
      regions: [{ name: 'seoul', place: { latitude: 37.57, longitude: 126.98 }, core: true, nodes: ['one'] }],
      dataDirectory: join(folder, 'data'),
      standby: 1,
      env: {},
      secrets: {},
    })
    door = gateway(platform, {
      version: '1.2.3',
      access: openAccess({ dataDirectory: join(folder, 'data') }),
    })
    server = await door.listen(0)
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(async () => {
    door?.close()
    server?.close()
    await platform?.[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true })
  })

  const invoke = (name: string, body?: BodyInit, type?: string, signal?: AbortSignal) =>
    fetch(`${url}/api/functions/${name}/invoke`, {
      method: 'POST',
      ...(body === undefined ? {} : { body }),
      ...(type === undefined ? {} : { headers: { 'content-type': type } }),
      ...(signal === undefined ? {} : { signal }),
    })
  const ask = (name: string, what: string, signal?: AbortSignal) =>
    invoke(name, JSON.stringify(what), 'application/json', signal)
  const asked = (what: string) => ask('answer', what)
  const codeOf = async (response: Response) =>
    ((await response.json()) as { error: { code: string } }).error.code

  it('is ready once the functions are deployed, and lives before', async () => {
    assert.equal((await fetch(`${url}/healthz`)).status, 200)
    const early = await fetch(`${url}/readyz`)
    assert.equal(early.status, 503)
    assert.equal(await early.text(), 'functions are being deployed')
    const tooEarly = await fetch(`${url}/api/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({ specversion: '1.0', id: '1', source: '/test', type: 'dev.bonghwa.test.asked' }),
    })
    assert.equal(tooEarly.status, 503)
    assert.equal(await codeOf(tooEarly), 'BONGHWA_NOT_READY')
    await deployDirectory(platform, join(folder, 'functions'))
    await platform.start()
    assert.equal((await fetch(`${url}/readyz`)).status, 200)
  })

  it('describes every route in its OpenAPI document, and none that is not there', () => {
    const routes = door.app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    const described = Object.entries(openapi('', {}).paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
    )
    assert.deepEqual(described.toSorted(), routes.toSorted())
  })

  describe('answers a call with what the handler returned', () => {
    it('text as text, bytes as bytes, nothing as 204, and all else as JSON', async () => {
      const text = await asked('text')
      assert.match(text.headers.get('content-type') ?? '', /^text\/plain; charset=utf-8$/i)
      assert.equal(await text.text(), '안녕')
      const bytes = await asked('bytes')
      assert.equal(bytes.headers.get('content-type'), 'application/octet-stream')
      assert.deepEqual(new Uint8Array(await bytes.arrayBuffer()), new Uint8Array([1, 2, 255]))
      const nothing = await asked('nothing')
      assert.equal(nothing.status, 204)
      for (const [what, value] of [
        ['list', [1, { two: 2 }]],
        ['null', null],
      ] as const) {
        const answer = await asked(what)
        assert.match(answer.headers.get('content-type') ?? '', /^application\/json/)
        assert.deepEqual(await answer.json(), value)
      }
    })

    it('given JSON, text or anything, which become the data of an event, or a whole event', async () => {
      const echo = async (body?: BodyInit, type?: string) => (await invoke('answer', body, type)).json()
      const type = 'dev.bonghwa.invocation.requested'
      assert.deepEqual(await echo(), { type })
      assert.deepEqual(await echo('{"a": 1}', 'application/x-www-form-urlencoded'), { type, data: { a: 1 } })
      assert.deepEqual(await echo('hello', 'text/plain'), {
        type,
        datacontenttype: 'text/plain',
        data: 'hello',
      })
      const jpeg = (await echo(new Uint8Array([255, 216]), 'image/jpeg')) as { datacontenttype: string }
      assert.equal(jpeg.datacontenttype, 'image/jpeg')
      const event = { specversion: '1.0', id: '1', source: '/test', type: 'dev.example.asked', data: 7 }
      assert.deepEqual(await echo(JSON.stringify(event), 'application/cloudevents+json'), {
        type: 'dev.example.asked',
        data: 7,
      })
      assert.equal(await codeOf(await invoke('answer', '{"a"', 'application/json')), 'BONGHWA_EVENT_INVALID')
    })

    it('or with why there is no answer', async () => {
      const failed = await asked('failure')
      assert.equal(failed.status, 502)
      assert.equal(await codeOf(failed), 'BONGHWA_HANDLER_FAILED')
      const late = await ask('hasty', 'wait')
      assert.equal(late.status, 504)
      assert.equal(await codeOf(late), 'BONGHWA_HANDLER_TIMEOUT')
      const unknown = await invoke('nobody')
      assert.equal(unknown.status, 404)
      assert.equal(await codeOf(unknown), 'BONGHWA_FUNCTION_UNKNOWN')
    })
  })

  it('answers 429 with Retry-After when a function is busy and enough callers wait, and forgets those who leave', async () => {
    const [lane] = platform.lanesOf('one')
    assert.ok(lane)
    const leaving = new AbortController()
    ask('one', 'wait', leaving.signal).catch(() => {})
    await eventually(() => assert.equal(lane.state.instances[0]?.inFlight, 1))
    for (let caller = 0; caller < 10; caller++) ask('one', 'list', leaving.signal).catch(() => {})
    const refused = await eventually(async () => {
      const tried = await ask('one', 'text', AbortSignal.timeout(500))
      assert.equal(tried.status, 429)
      return tried
    })
    assert.equal(await codeOf(refused), 'BONGHWA_FUNCTION_BUSY')
    assert.match(refused.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
    leaving.abort()
    await eventually(async () => assert.equal((await ask('one', 'text')).status, 200))
    assert.ok(!platform.logs('one').some(({ line }) => line.includes('list')))
  })

  it('reads no more of a body than it takes, announced or not', async () => {
    const announced = await fetch(`${url}/api/events`, {
      method: 'POST',
      body: Buffer.alloc(1024 * 1024 + 1),
    })
    assert.equal(announced.status, 413)
    assert.equal(await codeOf(announced), 'BONGHWA_BODY_TOO_LARGE')
    const status = await new Promise((resolve, reject) => {
      const endless = request(`${url}/api/events`, { method: 'POST' }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      const write = () => {
        if (endless.destroyed || endless.writableEnded) return
        endless.write(Buffer.alloc(64 * 1024), () => setImmediate(write))
      }
      endless.on('error', reject)
      endless.on('response', () => endless.end())
      write()
    })
    assert.equal(status, 413)
  })

  it('refuses what pages of other sites send, also those that do not say which', async () => {
    for (const origin of ['http://example.com', 'null', 'no url', `${url}0`]) {
      const refused = await fetch(`${url}/api/functions`, { headers: { origin } })
      assert.equal(refused.status, 403, origin)
      assert.equal(await codeOf(refused), 'BONGHWA_FOREIGN_ORIGIN')
    }
    assert.equal((await fetch(`${url}/api/functions`, { headers: { origin: url } })).status, 200)
  })

  it('tells a wrong method from a wrong path', async () => {
    const wrong = await fetch(`${url}/api/functions/one/invoke`)
    assert.equal(wrong.status, 405)
    assert.equal(wrong.headers.get('allow'), 'POST')
    assert.equal(await codeOf(wrong), 'BONGHWA_METHOD_NOT_ALLOWED')
    assert.equal((await fetch(`${url}/api/nothing`)).status, 404)
  })

  it('opens the stream of a function that has said nothing yet', async () => {
    const signal = AbortSignal.timeout(10_000)
    const { status, body } = await fetch(`${url}/api/functions/one/logs?follow=1`, { signal })
    assert.equal(status, 200)
    await body?.cancel()
  })

  it('tells the last lines of a log, and with follow the next ones as they come', async () => {
    await (await asked('first')).text()
    const lines = (await (await fetch(`${url}/api/functions/answer/logs`)).json()) as { line: string }[]
    assert.match(lines.at(-1)?.line ?? '', /called with "first"/)
    const following = new AbortController()
    const stream = await fetch(`${url}/api/functions/answer/logs?follow=1`, { signal: following.signal })
    assert.match(stream.headers.get('content-type') ?? '', /^text\/event-stream/)
    let heard = ''
    const reading = (async () => {
      for await (const chunk of stream.body ?? []) heard += new TextDecoder().decode(chunk)
    })()
    reading.catch(() => {})
    await eventually(() => assert.match(heard, /event: line\ndata: .*called with \\"first\\"/))
    await (await asked('second')).text()
    await eventually(() => assert.match(heard, /called with \\"second\\"/))
    following.abort()
  })
})
