import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { allowedAddresses, refusal } from '../camera/address-policy.ts'
import { serviceServer } from '../testing/service-server.ts'
import { postToAddress } from './post-to-address.ts'
import { request } from './request.ts'

const sending = { headers: {}, body: '{}', signal: AbortSignal.timeout(10_000) }

describe('An address of a webhook or a camera forbids', () => {
  it('this machine and its networks, unless the city file says `network: private`', async () => {
    let asked = 0
    const app = new Hono().post('*', (context) => {
      asked++
      return context.body(null, 204)
    })
    await using server = await serviceServer(app)
    const { port } = new URL(server.url)
    for (const host of [
      '127.0.0.1',
      'localhost',
      '127.1',
      '2130706433',
      '0x7f.1',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
    ])
      await assert.rejects(
        postToAddress(`http://${host}:${port}/`, { ...sending, reach: 'public' }),
        {
          code: 'BONGHWA_CHANNEL_FAILED',
          failure: 'refused',
        },
        host,
      )
    assert.equal(asked, 0)
    await postToAddress(`http://127.0.0.1:${port}/`, { ...sending, reach: 'private' })
    assert.equal(asked, 1)
  })

  it('the metadata services of clouds, to cameras too', async () => {
    for (const host of [
      '169.254.169.254',
      '[fe80::1]',
      '[fd00:ec2::254]',
      '0.0.0.0',
      '[::]',
      '224.0.0.1',
      '[64:ff9b::a9fe:a9fe]',
    ])
      await assert.rejects(allowedAddresses(host, 'private'), /link-local or reserved/, host)
    for (const address of ['10.1.2.3', '172.31.0.1', '192.168.0.1', '100.64.0.1', 'fc00::1', '::1'])
      assert.deepEqual(
        [refusal(address, 'private'), typeof refusal(address, 'public')],
        [undefined, 'string'],
        address,
      )
    for (const address of ['8.8.8.8', '172.32.0.1', '2606:4700::1111'])
      assert.equal(refusal(address, 'public'), undefined, address)
  })

  it('a redirect to somewhere else', async () => {
    let followed = false
    const app = new Hono()
      .post('/hook', (context) => context.redirect('/inside', 307))
      .post('/inside', (context) => {
        followed = true
        return context.body(null, 204)
      })
    await using server = await serviceServer(app)
    await assert.rejects(
      postToAddress(`${server.url}/hook`, { ...sending, reach: 'private' }),
      /redirects are not followed/,
    )
    assert.equal(followed, false)
  })

  it('an answer that unpacks without end', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 'a'))
    const app = new Hono().post('*', (context) =>
      context.body(new Uint8Array(bomb), 400, { 'content-encoding': 'gzip' }),
    )
    await using server = await serviceServer(app)
    const before = process.memoryUsage().rss
    await assert.rejects(postToAddress(server.url, { ...sending, reach: 'private' }), { failure: 'refused' })
    await assert.rejects(request(server.url, { method: 'POST' }), { failure: 'refused' })
    assert.ok(process.memoryUsage().rss - before < 100 * 1024 * 1024)
  })
})
