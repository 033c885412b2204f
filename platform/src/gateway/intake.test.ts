import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { describe, it } from 'node:test'
import { eventually } from '../testing/eventually.ts'
import { admits, shedding } from './intake.ts'

describe('The intake of events', () => {
  it('is bounded by requests and by bytes, and always open to the first', () => {
    const most = { requests: 2, bytes: 100 }
    assert.equal(admits({ requests: 0, bytes: 0 }, 1000, most), true)
    assert.equal(admits({ requests: 1, bytes: 60 }, 40, most), true)
    assert.equal(admits({ requests: 1, bytes: 60 }, 41, most), false)
    assert.equal(admits({ requests: 2, bytes: 2 }, 1, most), false)
  })

  it('refuses what is too much with 429 and when to come again, nothing else, and takes again what fits', async () => {
    const waiting: ServerResponse[] = []
    let refused = 0
    const server = createServer((request, response) => {
      if (request.method === 'POST') waiting.push(response)
      else response.end()
    })
    shedding(server, { most: { requests: 2, bytes: 100 }, refused: () => refused++ })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const url = `http://127.0.0.1:${port}/api/events`
    const publish = () => fetch(url, { method: 'POST', body: 'x' })
    try {
      // Two over one line, which breaks before it is answered.
      const line = connect(port, '127.0.0.1')
      const one = 'POST /api/events HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\r\nx'
      line.write(one + one)
      await eventually(() => assert.equal(waiting.length, 2))
      const answer = await publish()
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '1'])
      assert.match(await answer.text(), /BONGHWA_OVERLOADED/)
      assert.equal((await fetch(`${url}/else`)).status, 200)
      line.destroy()
      await eventually(async () => {
        const before = waiting.length
        const asked = publish()
        await eventually(() => assert.ok(waiting.length > before), 1000)
        waiting.at(-1)?.end()
        assert.equal((await asked).status, 200)
      })
      assert.ok(refused > 0)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})
