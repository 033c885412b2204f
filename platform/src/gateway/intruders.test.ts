import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { openAccess } from '../access/access.ts'
import { deployDirectory } from '../control/deploy-directory.ts'
import { openPlatform, type Platform } from '../control/platform.ts'
import { type Gateway, gateway } from './gateway.ts'
import { serveStatic } from './pages.ts'

const structured = { 'content-type': 'application/cloudevents+json' }
const bare = { specversion: '1.0', id: '1', source: '/test', type: 'dev.example.tried' }

describe('The gateway forbids', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-intruders-'))
  let platform: Platform
  let door: Gateway
  let server: Server
  let url: string

  before(async () => {
    mkdirSync(join(folder, 'functions/echo'), { recursive: true })
    writeFileSync(
      join(folder, 'functions/echo/function.yaml'),
      'apiVersion: bonghwa.dev/v1\nkind: Function\nmetadata: { name: echo }\nspec: { handler: ./echo.mjs }\n',
    )
    writeFileSync(
      join(folder, 'functions/echo/echo.mjs'),
      `export default { bonghwa: 'function', handle: ({ data }) => ({ data, polluted: {}.polluted ?? null }) }`,
    )
    mkdirSync(join(folder, 'pages'))
    writeFileSync(join(folder, 'pages/index.html'), '<p>page</p>')
    mkdirSync(join(folder, 'pages-next-door'))
    writeFileSync(join(folder, 'pages-next-door/secret.html'), 'buried treasure')
    platform = await openPlatform({
      regions: [{ name: 'seoul', place: { latitude: 37.57, longitude: 126.98 }, core: true, nodes: ['one'] }],
      dataDirectory: join(folder, 'data'),
      standby: 1,
      env: {},
      secrets: {},
    })
    await deployDirectory(platform, join(folder, 'functions'))
    await platform.start()
    door = gateway(platform, { version: '1', access: openAccess({ dataDirectory: join(folder, 'data') }) })
    serveStatic(door.app, join(folder, 'pages'))
    server = await door.listen(0)
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(async () => {
    door.close()
    server.close()
    server.closeAllConnections()
    await platform[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  const post = (
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = structured,
    path = '/api/events',
  ) => fetch(url + path, { method: 'POST', headers, body })
  const refused = async (answer: Response, status: number, code: string) => {
    const body = (await answer.json()) as { error: { code: string } }
    assert.deepEqual([answer.status, body.error.code], [status, code])
  }
  /** What comes back for these bytes, and for nothing else. */
  async function raw(text: string): Promise<string> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    let answer = ''
    socket.setEncoding('latin1').on('data', (chunk) => {
      answer += chunk
    })
    socket.on('error', () => {})
    const closed = once(socket, 'close')
    socket.write(text, 'latin1')
    await closed
    return answer
  }

  it('JSON that is nested so deeply that walking through it overflows a stack', async () => {
    for (const depth of [65, 5_000, 400_000]) {
      const nested = '['.repeat(depth) + ']'.repeat(depth)
      await refused(
        await post(JSON.stringify(bare).replace('}', `,"data":${nested}}`)),
        400,
        'BONGHWA_EVENT_INVALID',
      )
      await refused(
        await post(nested, { 'content-type': 'application/json' }, '/api/functions/echo/invoke'),
        400,
        'BONGHWA_EVENT_INVALID',
      )
    }
    const deepest = '['.repeat(63) + ']'.repeat(63)
    assert.equal((await post(JSON.stringify(bare).replace('}', `,"data":${deepest}}`))).status, 202)
    // Brackets within a text are none.
    assert.equal((await post(JSON.stringify({ ...bare, data: '['.repeat(1000) }))).status, 202)
  })

  it('a packed body, which may unpack without end', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, ' '))
    await refused(
      await post(new Uint8Array(bomb), { ...structured, 'content-encoding': 'gzip' }),
      415,
      'BONGHWA_BODY_ENCODED',
    )
  })

  it('a body that is larger than it may be, whatever its length says', async () => {
    await refused(await post('x'.repeat(1024 * 1024 + 1)), 413, 'BONGHWA_BODY_TOO_LARGE')
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(64 * 1024))
      },
    })
    const endless = fetch(`${url}/api/events`, {
      method: 'POST',
      headers: structured,
      body: stream,
      duplex: 'half',
    } as RequestInit)
    assert.equal(
      await endless.then(
        ({ status }) => status,
        () => 413,
      ),
      413,
    )
  })

  it('pollution of prototypes by what an event names', async () => {
    const body =
      '{"data":1,"__proto__":{"polluted":"yes"},"specversion":"1.0","id":"1","source":"/a","type":"b"}'
    await refused(await post(body), 400, 'BONGHWA_EVENT_INVALID')
    const answer = await post(
      '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}',
      { 'content-type': 'application/json' },
      '/api/functions/echo/invoke',
    )
    assert.equal(((await answer.json()) as { polluted: unknown }).polluted, null)
    assert.equal(({} as { polluted?: unknown }).polluted, undefined)
    const binary = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/a', 'ce-type': 'b' }
    for (const name of ['ce-__proto__', 'ce-constructor_', 'ce-to-string'])
      await refused(await post('1', { ...binary, [name]: 'x' }), 400, 'BONGHWA_EVENT_INVALID')
  })

  it('events that only look like CloudEvents', async () => {
    for (const odd of [
      ...[
        { ...bare, specversion: '0.3' },
        { ...bare, id: '' },
        { ...bare, id: 1 },
        { ...bare, source: null },
      ],
      ...[
        { ...bare, time: 'yesterday' },
        { ...bare, UPPER: 'x' },
        { ...bare, extension: { deep: 1 } },
        [],
        'text',
        null,
      ],
      { ...bare, data_base64: 5 },
    ])
      await refused(await post(JSON.stringify(odd)), 400, 'BONGHWA_EVENT_INVALID')
    await refused(await post('[1, 2'), 400, 'BONGHWA_EVENT_INVALID')
    await refused(
      await post('{}', { 'content-type': 'application/cloudevents-batch+json' }),
      400,
      'BONGHWA_EVENT_INVALID',
    )
  })

  it('a request within a request (header smuggling)', async () => {
    const inner = 'POST /api/nodes/one/kill HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n'
    const head = `POST /api/events HTTP/1.1\r\nhost: localhost\r\n`
    for (const lengths of [
      `content-length: ${inner.length}\r\ntransfer-encoding: chunked\r\n`,
      'content-length: 0\r\ncontent-length: 5\r\n',
      'transfer-encoding: xchunked\r\ncontent-length: 3\r\n',
      'transfer-encoding : chunked\r\n',
      'content-length: +5\r\n',
      'content-length: 0\r\n folded: yes\r\n',
      'x: a\nb: c\r\ncontent-length: 0\r\n',
      'transfer-encoding: chunked, identity\r\n',
    ]) {
      const answer = await raw(`${head}${lengths}\r\n0\r\n\r\n${inner}`)
      assert.match(answer, /^HTTP\/1\.1 400 /, lengths)
      assert.equal(answer.match(/HTTP\/1\.1 /g)?.length, 1, lengths)
    }
    assert.equal(platform.nodes()[0]?.up, true)
  })

  it('headers without end', async () => {
    assert.match(
      await raw(`GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`),
      /^HTTP\/1\.1 431 /,
    )
    const many = Array.from({ length: 3000 }, (_, index) => `h${index}: 1\r\n`).join('')
    assert.match(await raw(`GET /healthz HTTP/1.1\r\nhost: localhost\r\n${many}\r\n`), /^HTTP\/1\.1 431 /)
  })

  it('a header that splits its answer', async () => {
    const answer = await fetch(`${url}/api/functions/${encodeURIComponent('a\r\nset-cookie: x=1')}`)
    assert.equal(answer.status, 404)
    assert.equal(answer.headers.get('set-cookie'), null)
  })

  it('paths that lead out of the folder of pages', async () => {
    for (const path of [
      ...[
        '/../data/queue.db',
        '/%2e%2e/data/queue.db',
        '/..%2fdata/queue.db',
        '/%2e%2e%2fpages-next-door%2fsecret.html',
      ],
      ...[
        '/../pages-next-door/secret',
        '/..\\data\\queue.db',
        '//etc/passwd',
        '/%00',
        '/index.html%00.png',
        '/%c0%ae%c0%ae/x',
        '/%',
      ],
    ]) {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`)
      assert.match(answer, /^HTTP\/1\.1 (404|400) /, path)
      assert.doesNotMatch(answer, /root:|SQLite|treasure/, path)
    }
    assert.match(await (await fetch(url)).text(), /page/)
  })

  it('being framed, sniffed, or run as a page', async () => {
    for (const path of ['/', '/api/nodes', '/nowhere', '/api/nowhere']) {
      const { headers } = await fetch(url + path)
      assert.equal(headers.get('x-frame-options'), 'DENY')
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.match(
        headers.get('content-security-policy') ?? '',
        /^default-src 'none'.*frame-ancestors 'none'/,
      )
    }
  })
})
