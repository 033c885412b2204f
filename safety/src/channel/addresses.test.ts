import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, it } from 'node:test'
import { createGzip } from 'node:zlib'
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
    const hungUp: Promise<unknown>[] = []
    const server = createServer((_, response) => {
      hungUp.push(once(response, 'close'))
      response.writeHead(400, { 'content-encoding': 'gzip' })
      // It never ends: whoever reads all of it, does not either.
      pipeline(Readable.from(forEver()), createGzip(), response).catch(() => {})
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    try {
      await assert.rejects(postToAddress(url, { ...sending, reach: 'private' }), { failure: 'refused' })
      await assert.rejects(request(url, { method: 'POST' }), { failure: 'refused' })
      assert.equal(hungUp.length, 2)
      await Promise.all(hungUp)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})

function* forEver() {
  const zeros = Buffer.alloc(64 * 1024)
  for (;;) yield zeros
}
