import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import Provider from 'oidc-provider'
import { openAccess } from '../access/access.ts'
import { oidcSignIn, roleOf, signInSchema } from '../access/sign-in.ts'
import { openPlatform, type Platform } from '../control/platform.ts'
import { freePort } from '../runtime/free-port.ts'
import { type Gateway, gateway } from './gateway.ts'

/** Which groups somebody is in. */
const people: Readonly<Record<string, readonly string[]>> = {
  ada: ['staff', 'city-operators'],
  bob: ['city-watchers'],
  eve: ['visitors'],
}

describe('Signing in by OpenID Connect', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-oidc-'))
  let platform: Platform
  let door: Gateway
  let server: Server
  let issuing: Server
  let url: string
  let issuer: string

  before(async () => {
    url = `http://127.0.0.1:${await freePort()}`
    issuing = createServer()
    await once(issuing.listen(0, '127.0.0.1'), 'listening')
    issuer = `http://127.0.0.1:${(issuing.address() as AddressInfo).port}`
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: 'bonghwa',
          client_secret: 'a secret of the client',
          redirect_uris: [`${url}/api/session/oidc/callback`],
        },
      ],
      claims: { openid: ['sub', 'groups'] },
      conformIdTokenClaims: false,
      cookies: { keys: ['for this test'] },
      findAccount: (_, id) => ({
        accountId: id,
        claims: async () => ({ sub: id, groups: people[id] ?? [] }),
      }),
    })
    issuing.on('request', provider.callback())

    platform = await openPlatform({
      regions: [{ name: 'seoul', place: { latitude: 37.57, longitude: 126.98 }, core: true, nodes: ['one'] }],
      dataDirectory: folder,
      standby: 0,
      env: {},
      secrets: {},
    })
    await platform.start()
    const { spec } = signInSchema.parse({
      apiVersion: 'bonghwa.dev/v1',
      kind: 'SignIn',
      spec: {
        ...{ issuer, clientId: 'bonghwa', publicUrl: url, scope: 'openid', title: 'City login' },
        roles: { operator: ['city-operators'], viewer: ['city-watchers', 'staff'] },
      },
    })
    door = gateway(platform, {
      version: '1',
      access: openAccess({ dataDirectory: folder, signIn: true }),
      signIn: oidcSignIn(spec, 'a secret of the client'),
    })
    server = await door.listen(Number(new URL(url).port))
  })
  after(async () => {
    door.close()
    for (const each of [server, issuing]) {
      each.close()
      each.closeAllConnections()
    }
    await platform[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  const codeOf = async (answer: Response) => ((await answer.json()) as { error: { code: string } }).error.code
  const whoIs = async (visitor: Browser) =>
    ((await (await visitor.ask(`${url}/api/session`)).json()) as { as: unknown }).as

  it('is needed by everybody from the start, and offered by name', async () => {
    assert.equal((await fetch(`${url}/api/nodes`)).status, 401)
    const answer = (await (await fetch(`${url}/api/session`)).json()) as object
    assert.deepEqual(answer, {
      required: true,
      as: null,
      elsewhere: { title: 'City login', href: '/api/session/oidc' },
    })
  })

  it('gives the role that a claim is mapped to, the mightiest of several', async () => {
    const ada = browser()
    assert.equal(await ada.signIn(`${url}/api/session/oidc`, 'ada'), `${url}/`)
    assert.deepEqual(await whoIs(ada), { name: 'ada', role: 'operator' })
    const act = { method: 'POST', headers: { 'x-bonghwa': '1' } }
    assert.equal((await ada.ask(`${url}/api/nodes/one/start`, act)).status, 200)

    const bob = browser()
    await bob.signIn(`${url}/api/session/oidc`, 'bob')
    assert.deepEqual(await whoIs(bob), { name: 'bob', role: 'viewer' })
    assert.equal(await codeOf(await bob.ask(`${url}/api/nodes/one/start`, act)), 'BONGHWA_FORBIDDEN')
    const { spec } = { spec: { viewer: ['a'], reviewer: ['b'], publisher: [], operator: ['c'] } }
    assert.deepEqual(
      [roleOf(['a', 'b'], spec), roleOf('c', spec), roleOf(undefined, spec)],
      ['reviewer', 'operator', undefined],
    )
  })

  it('lets nobody in who has no role here', async () => {
    const eve = browser()
    assert.equal(await eve.signIn(`${url}/api/session/oidc`, 'eve'), `${url}/?sign-in=no-role`)
    assert.equal(await whoIs(eve), null)
    assert.equal((await eve.ask(`${url}/api/nodes`)).status, 401)
  })

  it('forbids a code that another browser was given, and one without a beginning', async () => {
    const ada = browser()
    const callback = await ada.signIn(`${url}/api/session/oidc`, 'ada', (address) =>
      address.includes('/callback'),
    )
    const thief = browser()
    assert.equal(await thief.follow(callback), `${url}/?sign-in=failed`)
    await thief.ask(`${url}/api/session/oidc`, { redirect: 'manual' })
    assert.equal(await thief.follow(callback), `${url}/?sign-in=failed`)
    const altered = new URL(callback)
    altered.searchParams.set('state', 'another')
    assert.equal(await ada.follow(altered.href), `${url}/?sign-in=failed`)
    assert.equal(await whoIs(thief), null)
  })
})

interface Browser {
  ask(address: string, init?: RequestInit): Promise<Response>
  /** Follows redirects until it is back at the root of the gateway, or somewhere that `until` knows; where that is. */
  follow(address: string, until?: (address: string) => boolean): Promise<string>
  /** The same, filling in the forms of the provider. */
  signIn(address: string, name: string, until?: (address: string) => boolean): Promise<string>
}

/** As far as signing in needs one: cookies by origin and path, redirects, forms. */
function browser(): Browser {
  const jar = new Map<string, string>()
  async function ask(address: string, { headers, ...init }: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(address)
    const cookies = [...jar]
      .filter(([key]) => key.startsWith(`${origin} `))
      .map(([key, value]) => `${key.slice(origin.length + 1)}=${value}`)
    const answer = await fetch(address, {
      redirect: 'manual',
      ...init,
      headers: { ...headers, cookie: cookies.join('; ') },
    })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value === '' || /max-age=0/i.test(cookie)) jar.delete(`${origin} ${name}`)
      else jar.set(`${origin} ${name}`, value)
    }
    return answer
  }
  const isBack = (address: string) => new URL(address).pathname === '/'
  async function signIn(start: string, name: string, until = isBack): Promise<string> {
    let address = start
    for (let steps = 0; steps < 20; steps++) {
      let answer = await ask(address)
      const page = answer.status === 200 ? await answer.text() : ''
      const [, prompt] = /name="prompt" value="(\w+)"/.exec(page) ?? []
      if (prompt !== undefined)
        answer = await ask(/action="([^"]+)"/.exec(page)?.[1] ?? address, {
          method: 'POST',
          body: new URLSearchParams({ prompt, login: name, password: 'any' }),
        })
      const next = answer.headers.get('location')
      assert.ok(next, `${address} leads nowhere: ${answer.status} ${page.slice(0, 200)}`)
      address = new URL(next, address).href
      if (until(address)) return address
    }
    throw new Error(`no end of redirects at ${address}`)
  }
  return { ask, signIn, follow: (address, until) => signIn(address, '', until) }
}
