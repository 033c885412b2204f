import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { upgradeWebSocket } from '@hono/node-server'
import { WebSocket } from 'ws'
import { type Access, openAccess } from '../access/access.ts'
import { needOf } from '../access/route-needs.ts'
import { openPlatform, type Platform } from '../control/platform.ts'
import { type Gateway, gateway } from './gateway.ts'
import { platformNeeds } from './platform-needs.ts'

const event = JSON.stringify({ specversion: '1.0', id: '1', source: '/test', type: 'dev.example.tried' })
const eventType = { 'content-type': 'application/cloudevents+json' }

describe('Who may use the gateway', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-access-'))
  let platform: Platform
  let access: Access
  let door: Gateway
  let server: Server
  let url: string
  const tokens = { viewer: '', reviewer: '', publisher: '', operator: '' }

  before(async () => {
    platform = await openPlatform({
      regions: [{ name: 'seoul', place: { latitude: 37.57, longitude: 126.98 }, core: true, nodes: ['one'] }],
      dataDirectory: folder,
      standby: 0,
      env: {},
      secrets: {},
    })
    await platform.start()
    access = openAccess({ dataDirectory: folder })
    door = gateway(platform, {
      version: '1',
      access,
      needs: { 'POST /api/reviews/:id': 'review', 'GET /api/line': 'publish' },
    })
    door.app.post('/api/reviews/:id', (context) => context.json({}))
    door.app.post('/api/forgotten', (context) => context.json({}))
    door.app.get(
      '/api/line',
      upgradeWebSocket(() => ({})),
    )
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
  const ask = (path: string, init: RequestInit & { token?: string } = {}) => {
    const { token, headers, ...rest } = init
    const shown = token === undefined ? {} : { authorization: `Bearer ${token}` }
    return fetch(new URL(path, url), { ...rest, headers: { ...headers, ...shown } })
  }
  const codeOf = async (answer: Response) => ((await answer.json()) as { error: { code: string } }).error.code

  describe('without tokens, on the loopback', () => {
    it('lets everybody of this machine do everything', async () => {
      assert.equal((await ask('/api/nodes/one/start', { method: 'POST' })).status, 200)
      assert.deepEqual(await (await ask('/api/session')).json(), {
        required: false,
        as: null,
        elsewhere: null,
      })
    })

    it('refuses to listen where other machines reach it, and says what to do', async () => {
      await assert.rejects(door.listen(0, '0.0.0.0'), /BONGHWA_UNGUARDED|bonghwa token create/)
      await assert.rejects(door.listen(0, '::'), { code: 'BONGHWA_UNGUARDED' })
      assert.equal(server.listening, true)
    })

    it('refuses a foreign name that leads to this machine (DNS rebinding)', async () => {
      const answer = await raw({ path: '/api/nodes', headers: { host: 'evil.example' } })
      assert.equal(answer.status, 403)
      assert.match(answer.body, /BONGHWA_FOREIGN_HOST/)
    })
  })

  describe('with tokens', () => {
    before(() => {
      for (const role of ['viewer', 'reviewer', 'publisher', 'operator'] as const)
        tokens[role] = access.tokens.create(`a ${role}`, role)
    })

    it('keeps tokens as hashes, in a file for its owner alone', () => {
      const kept = readFileSync(access.tokens.file, 'utf8')
      for (const token of Object.values(tokens))
        assert.ok(!kept.includes(token) && !kept.includes(token.slice(8)))
      assert.equal(statSync(access.tokens.file).mode & 0o777, 0o600)
      assert.equal(new Set(Object.values(tokens)).size, 4)
    })

    it('has a need for every route, and closes one that was forgotten', () => {
      const served = door.app.routes
        .filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
        .map(({ method, path }) => `${method} ${path}`)
        .filter((route) => !/reviews|forgotten|line/.test(route))
      assert.deepEqual(served.toSorted(), Object.keys(platformNeeds).toSorted())
      assert.equal(needOf([platformNeeds], 'POST', '/api/forgotten').need, 'operate')
      assert.equal(needOf([platformNeeds], 'GET', '/api/functions/').need, 'operate')
      assert.equal(needOf([platformNeeds], 'GET', '/drive').need, 'public')
    })

    it('answers 401 to strangers, and 403 to a role that may not, on every route', async () => {
      const samples = [
        ['GET', '/api/functions', 'viewer reviewer operator'],
        ['GET', '/metrics', 'viewer reviewer operator'],
        ['GET', '/api/nodes', 'viewer reviewer operator'],
        ['POST', '/api/reviews/1', 'reviewer operator'],
        ['POST', '/api/events', 'publisher operator'],
        ['POST', '/api/nodes/one/start', 'operator'],
        ['GET', '/api/audit', 'operator'],
        ['POST', '/api/forgotten', 'operator'],
      ] as const
      for (const [method, path, allowed] of samples) {
        const body = method === 'POST' ? { body: event, headers: eventType } : {}
        const stranger = await ask(path, { method, ...body })
        assert.equal(stranger.status, 401, path)
        assert.equal(await codeOf(stranger), 'BONGHWA_UNAUTHENTICATED')
        assert.match(stranger.headers.get('www-authenticate') ?? '', /^Bearer/)
        for (const [role, token] of Object.entries(tokens)) {
          const answer = await ask(path, { method, token, ...body })
          if (allowed.split(' ').includes(role)) assert.ok(answer.ok, `${role} ${path} ${answer.status}`)
          else assert.equal(await codeOf(answer), 'BONGHWA_FORBIDDEN', `${role} ${path}`)
        }
      }
    })

    it('leaves to everybody only that it lives', async () => {
      for (const path of ['/healthz', '/readyz', '/openapi.json']) assert.equal((await ask(path)).status, 200)
    })

    it('guards the live stream and a WebSocket too', async () => {
      assert.equal((await ask('/api/live')).status, 401)
      const stream = await ask('/api/live', { token: tokens.viewer })
      assert.equal(stream.status, 200)
      await stream.body?.cancel()
      const upgrade = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
      const key = { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }
      const open = (headers: Record<string, string>) =>
        raw({ path: '/api/line', headers: { ...upgrade, ...key, ...headers } })
      assert.equal((await open({})).status, 401)
      assert.equal((await open({ authorization: `Bearer ${tokens.viewer}` })).status, 403)
      assert.equal((await open({ authorization: `Bearer ${tokens.publisher}` })).status, 101)
    })

    it('takes no token from the address, where logs would keep it', async () => {
      assert.equal((await ask(`/api/nodes?token=${tokens.operator}`)).status, 401)
    })

    it('refuses a revoked token at once', async () => {
      const token = access.tokens.create('short', 'viewer')
      assert.equal((await ask('/api/nodes', { token })).status, 200)
      access.tokens.revoke('short')
      assert.equal((await ask('/api/nodes', { token })).status, 401)
    })

    it('ends the stream and the WebSocket that a revoked token opened, and no other', async () => {
      const token = access.tokens.create('leaving', 'publisher')
      const [own, other] = await Promise.all([
        ask('/api/live', { token }),
        ask('/api/live', { token: tokens.viewer }),
      ])
      const headers = { authorization: `Bearer ${token}` }
      const line = new WebSocket(`${url.replace('http', 'ws')}/api/line`, { headers })
      await once(line, 'open')
      access.tokens.revoke('leaving')
      await Promise.all([own.text(), once(line, 'close')])
      const reader = other.body?.getReader()
      assert.equal((await reader?.read())?.done, false)
      await reader?.cancel()
    })

    it('lets nobody guess for long', async () => {
      const codes = await Promise.all(
        Array.from({ length: 40 }, async () => codeOf(await ask('/api/nodes', { token: 'bonghwa_guess' }))),
      )
      assert.ok(codes.includes('BONGHWA_TOO_MANY_ATTEMPTS'))
      assert.equal((await ask('/api/nodes', { token: tokens.viewer })).status, 200)
    })

    describe('in a browser', () => {
      let cookie: string
      beforeEach(async () => {
        const answer = await signIn(tokens.operator)
        cookie = answer.headers.get('set-cookie') ?? ''
      })
      const signIn = (token: string) =>
        ask('/api/session', {
          method: 'POST',
          headers: { 'x-bonghwa': '1' },
          body: JSON.stringify({ token }),
        })
      const session = () => cookie.split(';')[0] ?? ''
      const act = (headers: Record<string, string>) =>
        ask('/api/nodes/one/start', { method: 'POST', headers: { cookie: session(), ...headers } })

      it('keeps the session in a cookie that no script and no other site gets', async () => {
        assert.match(cookie, /HttpOnly/)
        assert.match(cookie, /SameSite=Strict/)
        assert.ok(!cookie.includes(tokens.operator))
        const who = await ask('/api/session', { headers: { cookie: session() } })
        assert.deepEqual(((await who.json()) as { as: unknown }).as, { name: 'a operator', role: 'operator' })
      })

      it('refuses an act that a page of another site makes through it (CSRF)', async () => {
        assert.equal((await act({ 'x-bonghwa': '1' })).status, 200)
        assert.equal(await codeOf(await act({})), 'BONGHWA_FOREIGN_REQUEST')
        const foreign = await act({ 'x-bonghwa': '1', origin: 'https://evil.example' })
        assert.equal(await codeOf(foreign), 'BONGHWA_FOREIGN_ORIGIN')
        assert.equal(await codeOf(await act({ 'x-bonghwa': '1', origin: 'null' })), 'BONGHWA_FOREIGN_ORIGIN')
      })

      it('opens a WebSocket only for a page that says whose it is', async () => {
        const upgrade = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
        const headers = { ...upgrade, 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', cookie: session() }
        assert.equal((await raw({ path: '/api/line', headers })).status, 403)
        assert.equal((await raw({ path: '/api/line', headers: { ...headers, origin: url } })).status, 101)
      })

      it('believes no cookie that was altered', async () => {
        const [body = '', mac = ''] = session().slice('bonghwa_session='.length).split('.')
        const altered = Buffer.from(body, 'base64url').toString().replace('a operator', 'b operator')
        const forged = [Buffer.from(altered).toString('base64url'), mac].join('.')
        for (const text of [forged, `${body}.`, body, `${body}.${mac}.x`, '.', 'x.y'])
          assert.equal(
            (await ask('/api/nodes', { headers: { cookie: `bonghwa_session=${text}` } })).status,
            401,
          )
      })

      it('ends the session with the token that opened it', async () => {
        const token = access.tokens.create('lent', 'viewer')
        const own = ((await signIn(token)).headers.get('set-cookie') ?? '').split(';')[0] ?? ''
        assert.equal((await ask('/api/nodes', { headers: { cookie: own } })).status, 200)
        access.tokens.revoke('lent')
        assert.equal((await ask('/api/nodes', { headers: { cookie: own } })).status, 401)
      })
    })

    it('writes down who did what, and who was refused', async () => {
      await ask('/api/nodes/one/start', { method: 'POST', token: tokens.operator })
      await ask('/api/nodes/one/kill', { method: 'POST', token: tokens.viewer })
      await ask('/api/nodes/none/kill', { method: 'POST', token: tokens.operator })
      const answer = await ask('/api/audit?limit=3', { token: tokens.operator })
      const entries = (await answer.json()) as Record<string, unknown>[]
      assert.deepEqual(
        entries.map(({ at: _, from: __, ...entry }) => entry),
        [
          {
            ...{ who: 'a operator', role: 'operator', status: 200 },
            ...{ action: 'POST /api/nodes/:name/start', on: '/api/nodes/one/start' },
          },
          {
            ...{ who: 'a viewer', role: 'viewer', status: 403, error: 'BONGHWA_FORBIDDEN' },
            ...{ action: 'POST /api/nodes/:name/kill', on: '/api/nodes/one/kill' },
          },
          {
            ...{ who: 'a operator', role: 'operator', status: 404, error: 'BONGHWA_NODE_UNKNOWN' },
            ...{ action: 'POST /api/nodes/:name/kill', on: '/api/nodes/none/kill' },
          },
        ],
      )
      assert.match(String(entries[0]?.from), /127\.0\.0\.1/)
    })
  })

  /** As a client that may set any header. */
  async function raw(options: { path: string; headers: Record<string, string> }) {
    const asking = request(new URL(options.path, url), { headers: options.headers })
    asking.end()
    const upgraded = once(asking, 'upgrade').then(([response, socket]) => {
      socket.destroy()
      return { status: response.statusCode as number, body: '' }
    })
    const answered = once(asking, 'response').then(async ([response]) => {
      let body = ''
      for await (const chunk of response) body += chunk
      return { status: response.statusCode as number, body }
    })
    return Promise.any([upgraded, answered])
  }
})
