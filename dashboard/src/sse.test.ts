import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readSse, type SseMessage } from './sse.ts'

describe('the live stream', () => {
  it('reads events however the network cuts them', async () => {
    const whole =
      'event: functions\ndata: [1]\n\n: keep-alive\n\nevent: post\r\ndata: {"a":\r\ndata: "봉화"}\r\n\r\n'
    for (const size of [1, 2, 7, whole.length * 3]) {
      assert.deepEqual(await read(whole, size), [
        { event: 'functions', data: '[1]' },
        { event: 'post', data: '{"a":\n"봉화"}' },
      ])
    }
  })

  it('leaves out an event that was cut off by the end', async () => {
    assert.deepEqual(await read('event: post\ndata: {"half"', 5), [])
  })
})

async function read(text: string, size: number): Promise<SseMessage[]> {
  const bytes = new TextEncoder().encode(text)
  const messages: SseMessage[] = []
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let from = 0; from < bytes.length; from += size) {
        controller.enqueue(bytes.slice(from, from + size))
      }
      controller.close()
    },
  })
  await readSse(body, (message) => messages.push(message))
  return messages
}
