import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Access, openAccess } from '../access/access.ts'
import { deployDirectory } from '../control/deploy-directory.ts'
import { openPlatform, type Platform } from '../control/platform.ts'
import type { Redeployed } from '../control/redeploy.ts'
import { eventually } from '../testing/eventually.ts'
import { type Gateway, gateway } from './gateway.ts'

const regions = ['seoul', 'daejeon'].map((name, rank) => ({
  name,
  place: { latitude: 37 - rank, longitude: 127 },
  core: rank === 0,
  nodes: [`${name}-1`],
}))

describe('A function in the hands of an operator', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-holds-'))
  const data = join(folder, 'data')
  let platform: Platform
  let access: Access
  let door: Gateway
  let server: Server
  let url: string
  const tokens = { operator: '', viewer: '' }

  /** A function that answers what an expression says. */
  function write(name: string, answer: string, more = '') {
    const own = join(folder, 'functions', name)
    mkdirSync(own, { recursive: true })
    writeFileSync(
      join(own, 'handler.js'),
      `export default { bonghwa: 'function', handle: async (event) => ${answer} }`,
    )
    writeFileSync(
      join(own, 'function.yaml'),
      `apiVersion: bonghwa.dev/v1
kind: Function
metadata: { name: ${name} }
spec:
  handler: ./handler.js
  on: [{ type: dev.bonghwa.test.${name} }]
  scale: { maxReplicaCount: 3, cooldownPeriod: 0 }
${more}`,
    )
  }
  async function open() {
    platform = await openPlatform({ regions, dataDirectory: data, standby: 1, env: {}, secrets: {} })
    access = openAccess({ dataDirectory: data })
    door = gateway(platform, {
      ...{ version: '1.2.3', access, folders: [{ directory: join(folder, 'functions') }] },
    })
    await deployDirectory(platform, join(folder, 'functions'))
    await platform.start()
    server = await door.listen(0)
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  async function close() {
    door.close()
    server.close()
    await platform[Symbol.asyncDispose]()
  }
  before(async () => {
    write('echo', "event.data ?? 'done'")
    await open()
    tokens.operator = access.tokens.create('kim', 'operator')
    tokens.viewer = access.tokens.create('lee', 'viewer')
  })
  after(async () => {
    await close()
    rmSync(folder, { recursive: true })
  })

  const ask = (path: string) => fetch(url + path, { headers: { authorization: `Bearer ${tokens.operator}` } })
  const act = (verb: string, body?: object, token = tokens.operator, name = 'echo') =>
    fetch(`${url}/api/functions/${name}/${verb}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const codeOf = async (answer: Response) =>
    ((await answer.json()) as { error?: { code?: string } }).error?.code
  const lane = (region = 'seoul') => platform.lanesOf('echo').find(({ home }) => home.name === region)!
  const publish = (id: string) =>
    platform.publish({ specversion: '1.0', id, source: '/t', type: 'dev.bonghwa.test.echo', region: 'seoul' })

  it('takes no events while it is paused, which wait through a restart, and calls are refused with who and since when', async () => {
    const answer = await act('pause')
    assert.equal(answer.status, 200)
    const { lanes } = (await answer.json()) as { lanes: { hold: { replicas: number; by: string } }[] }
    assert.deepEqual(
      lanes.map(({ hold }) => [hold.replicas, hold.by]),
      [
        [0, 'kim'],
        [0, 'kim'],
      ],
    )
    await publish('1')
    await eventually(() => assert.equal(lane().state.depth.messagesReady, 1))
    const refused = await act('invoke', {})
    assert.equal(refused.status, 409)
    assert.match(await refused.text(), /BONGHWA_FUNCTION_PAUSED.*paused in seoul since .* by kim/)

    await close()
    await open()
    await eventually(() => assert.equal(lane().state.depth.messagesReady, 1))
    assert.deepEqual([lane().state.hold?.by, lane().state.instances.length], ['kim', 0])

    await act('resume')
    await eventually(() => assert.equal(lane().state.invocations, 1))
    assert.equal(await (await act('invoke', { here: true })).text(), '{"here":true}')
  })

  it('is woken by nothing and rests for nothing at a count that is held, in one region or in all', async () => {
    await act('scale', { replicas: 2, region: 'daejeon' })
    await eventually(() => assert.equal(lane('daejeon').state.instances.length, 2))
    assert.equal(lane().state.hold, undefined)
    await act('scale', { replicas: 1 })
    await eventually(() => {
      assert.equal(lane('daejeon').state.instances.length, 1)
      assert.equal(lane().state.instances.length, 1)
    })
    await act('resume')
    await eventually(() => assert.equal(lane().state.instances.length, 0))
    await eventually(() => assert.equal(lane('daejeon').state.instances.length, 0))
  })

  it('is held at no count that it may not have, and by nobody but an operator', async () => {
    assert.equal(await codeOf(await act('scale', { replicas: 4 })), 'BONGHWA_HOLD_INVALID')
    assert.equal(await codeOf(await act('scale', { replicas: -1 })), 'BONGHWA_HOLD_INVALID')
    assert.equal(await codeOf(await act('scale', {})), 'BONGHWA_HOLD_INVALID')
    assert.equal(await codeOf(await act('pause', { until: 'tomorrow' })), 'BONGHWA_HOLD_INVALID')
    assert.equal(await codeOf(await act('pause', { region: 'busan' })), 'BONGHWA_REGION_UNKNOWN')
    assert.equal((await act('pause', {}, tokens.viewer)).status, 403)
    assert.equal(lane().state.hold, undefined)
  })

  it('takes the place of itself when its folder has changed, with all that waits, and keeps it when that cannot be', async () => {
    const deploy = async (name: string) => (await act('deploy', undefined, tokens.operator, name)).json()
    const answer = async () => (await act('invoke', {})).text()
    assert.deepEqual(await deploy('echo'), { deployed: [], unchanged: ['echo'], failed: [] })
    await act('pause')
    await publish('2')
    write('echo', "'anew'")
    assert.deepEqual(await deploy('echo'), { deployed: ['echo'], unchanged: [], failed: [] })
    await eventually(() => assert.equal(lane().state.depth.messagesReady, 1))
    await act('resume')
    await eventually(() => assert.equal(lane().state.invocations, 1))
    assert.equal(await answer(), 'anew')

    write('echo', 'oh no')
    assert.equal(
      ((await deploy('echo')) as { error: { code: string } }).error.code,
      'BONGHWA_FUNCTION_INVALID',
    )
    assert.equal(await answer(), 'anew')
    const view = await (await ask('/api/functions/echo')).json()
    assert.match((view as { problem: string }).problem, /handler\.js:1/)

    write('echo', "'anew'", '  delivery: ephemeral\n')
    assert.match(JSON.stringify(await deploy('echo')), /do not change while it runs/)
    write('echo', "'anew'")
    assert.deepEqual(await deploy('echo'), { deployed: [], unchanged: ['echo'], failed: [] })
    assert.equal(((await (await ask('/api/functions/echo')).json()) as { problem: null }).problem, null)
  })

  it('is new to the platform when its folder is, and others are left as they are', async () => {
    const deploy = async () => {
      const headers = { authorization: `Bearer ${tokens.operator}` }
      return (await fetch(`${url}/api/deploy`, { method: 'POST', headers })).json() as Promise<Redeployed>
    }
    write('second', 'oh no')
    assert.deepEqual(
      (await deploy()).failed.map(({ name }) => name),
      ['second'],
    )
    write('second', "'two'")
    assert.deepEqual(await deploy(), { deployed: ['second'], unchanged: ['echo'], failed: [] })
    assert.equal(await (await act('invoke', {}, tokens.operator, 'second')).text(), 'two')
    assert.equal(
      await codeOf(await act('deploy', undefined, tokens.operator, 'third')),
      'BONGHWA_FUNCTION_UNKNOWN',
    )
  })

  it('leaves who held it at what in the audit log', async () => {
    await act('scale', { replicas: 1, region: 'seoul' })
    await act('resume')
    const entries = await access.audit.read({ limit: 2 })
    assert.deepEqual(
      entries.map(({ who, action, on, asked }) => ({ who, action, on, asked })),
      [
        {
          ...{ who: 'kim', action: 'POST /api/functions/:name/scale', on: '/api/functions/echo/scale' },
          asked: { replicas: 1, region: 'seoul' },
        },
        {
          ...{ who: 'kim', action: 'POST /api/functions/:name/resume', on: '/api/functions/echo/resume' },
          asked: undefined,
        },
      ],
    )
  })
})
