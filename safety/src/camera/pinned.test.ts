import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { openCamera } from './open-camera.ts'
import { pinned } from './pinned.ts'

describe("A camera's name", () => {
  it('is looked up once: what was looked at is what ffmpeg connects to', async () => {
    for (const [url, input, host] of [
      [
        'http://localhost:81/a.mjpg?x=1',
        /^http:\/\/(127\.0\.0\.1|\[::1\]):81\/a\.mjpg\?x=1$/,
        'localhost:81',
      ],
      [
        'rtsp://eye:p@ss@localhost:554/live',
        /^rtsp:\/\/eye:p@ss@(127\.0\.0\.1|\[::1\]):554\/live$/,
        undefined,
      ],
      ['rtsp://localhost', /^rtsp:\/\/(127\.0\.0\.1|\[::1\])$/, undefined],
      ['http://[::1]/', /^http:\/\/\[::1\]\/$/, '[::1]'],
      // Whom a certificate names.
      ['https://localhost/', /^https:\/\/localhost\/$/, undefined],
    ] as const) {
      const found = await pinned(url, 'private', 0)
      assert.match(found.input, input)
      assert.equal(found.host, host, url)
    }
    await assert.rejects(pinned('http://169.254.169.254/latest', 'private', 0), /link-local/)
  })

  it('is still what an HTTP camera is asked by, and what is said of it', async () => {
    const asked: (string | undefined)[] = []
    const server = createServer(({ headers }, response) => {
      asked.push(headers.host)
      response.writeHead(404).end()
    })
    await once(server.listen(0, 'localhost'), 'listening')
    const { port } = server.address() as AddressInfo
    const ending = new AbortController()
    const failed = Promise.withResolvers<string>()
    const frames = openCamera(
      { id: 'eye', source: { url: `http://localhost:${port}/eye.mjpg` } },
      {
        signal: ending.signal,
        pace: 'live',
        onState: ({ error }) => error !== null && failed.resolve(error),
      },
    )
    const reading = (async () => {
      for await (const _ of frames);
    })()
    try {
      assert.match(await failed.promise, /http:\/\/localhost:\d+\/eye\.mjpg/)
      assert.deepEqual([...new Set(asked)], [`localhost:${port}`])
    } finally {
      ending.abort()
      await reading
      server.close()
    }
  })
})
