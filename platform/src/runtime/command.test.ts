import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { CloudEvent } from '../event/cloud-event.ts'
import type { LoadOrder } from '../instance/protocol.ts'
import { testContext } from '../testing/test-context.ts'
import { commandHandler } from './command.ts'
import type { LoadedHandler } from './loaded-handler.ts'

/** A function as any language may write it: it answers what the event asks for. */
const server = `
  require('node:http').createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    const { status, type, text, ceType, hangUp } = body === '' ? {} : JSON.parse(body)
    if (hangUp) return request.socket.destroy()
    if (type) response.setHeader('content-type', type)
    if (ceType) for (const [name, value] of Object.entries({ specversion: '1.0', id: '2', source: '/x', type: ceType }))
      response.setHeader('ce-' + name, value)
    response.writeHead(status ?? 200).end(text ?? [request.headers['ce-type'], request.headers['bonghwa-attempt'], process.env.WORD].join(' '))
  }).listen(process.env.PORT, '127.0.0.1')`

const order: LoadOrder = {
  function: 'test',
  instance: 'test-1',
  region: 'local',
  node: 'local-1',
  source: false,
  folder: import.meta.dirname,
  run: { command: [] },
  env: {},
  compileCache: '',
  drops: [],
  secrets: { WORD: 'beacon' },
}
const asking = (data?: Readonly<Record<string, unknown>>): CloudEvent => ({
  specversion: '1.0',
  id: '1',
  source: '/test',
  type: 'dev.example.asked',
  ...(data === undefined ? {} : { data }),
})

describe('A command that serves HTTP on $PORT', () => {
  let handler: LoadedHandler
  before(async () => {
    handler = await commandHandler(order, [process.execPath, '-e', server], testContext())
  })
  after(() => handler.end())

  const answerTo = (data?: Readonly<Record<string, unknown>>, context = testContext()) =>
    handler.handle(asking(data), context)
  const failure = async (data: Readonly<Record<string, unknown>>) => {
    const [{ reason }] = (await Promise.allSettled([answerTo(data)])) as [PromiseRejectedResult]
    return reason?.message as string
  }

  it('gets the event’s attributes and the number of the attempt as headers, and its secrets in its environment', async () => {
    assert.equal(await answerTo(undefined, testContext({ attempt: 3 })), 'dev.example.asked 3 beacon')
  })

  it('has handled the event when it answers 2xx, whatever the body', async () => {
    assert.equal(await answerTo({ status: 204, text: '' }), undefined)
    assert.equal(await answerTo({ status: 202, type: 'text/plain', text: 'OK' }), 'OK')
    assert.deepEqual(await answerTo({ type: 'application/json', text: '{"sum": 3}' }), { sum: 3 })
  })

  it('publishes the event that its answer is', async () => {
    const context = testContext()
    const answer = { ceType: 'dev.example.answered', type: 'application/json', text: '{"sum": 3}' }
    assert.equal(await answerTo(answer, context), undefined)
    assert.deepEqual(
      context.emitted.map(({ type, data }) => ({ type, data })),
      [{ type: 'dev.example.answered', data: { sum: 3 } }],
    )
  })

  it('has failed when it answers anything else, for the reason that its body says', async () => {
    assert.equal(
      await failure({ status: 500, type: 'text/plain', text: 'no weight\nat line 7' }),
      'it answered 500: no weight\nat line 7',
    )
    assert.equal(await failure({ status: 404, text: '' }), 'it answered 404')
    assert.equal(await failure({ status: 302, text: 'elsewhere' }), 'it answered 302: elsewhere')
    const page = '<!doctype html>\n<html><h1>Internal Server Error</h1>\n<p>no weight</p></html>'
    assert.equal(
      await failure({ status: 500, type: 'text/html', text: page }),
      'it answered 500: Internal Server Error no weight',
    )
  })

  it('has failed when it hangs up', async () => {
    assert.equal(await failure({ hangUp: true }), 'it gave no answer (socket hang up)')
  })
})

describe('A command that does not serve', () => {
  it('is said to have ended, or not to have started', async () => {
    await assert.rejects(
      commandHandler(order, [process.execPath, '-e', 'process.exit(3)'], testContext()),
      /-e process\.exit\(3\) ended with exit code 3$/,
    )
    await assert.rejects(
      commandHandler(order, ['./no-such-program'], testContext()),
      /^Error: \.\/no-such-program cannot be started \(there is no such program\)$/,
    )
  })
})
