import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { eventually } from '../testing/eventually.ts'
import { otlpCollector } from '../testing/otlp-collector.ts'
import { deployDirectory } from './deploy-directory.ts'
import { openPlatform } from './platform.ts'

/** Tells one segment of its own, and asks another function to greet. */
const handler = `export default { bonghwa: 'function', async handle(event, { emit, span }) {
  const now = Date.now()
  if (event.type === 'dev.example.asked') await emit({ type: 'dev.example.greeted', id: 'second' })
  span('looked', now, now + 5)
} }`

it('A collector gets the spans of an event by OTLP, in the words of OpenTelemetry, one leading to the next', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-otlp-'))
  for (const [name, type] of [
    ['ask', 'dev.example.asked'],
    ['greet', 'dev.example.greeted'],
  ] as const) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'handler.js'), handler)
    writeFileSync(
      join(folder, name, 'function.yaml'),
      `apiVersion: bonghwa.dev/v1\nkind: Function\nmetadata: { name: ${name} }\nspec: { handler: ./handler.js, on: [{ type: ${type} }] }\n`,
    )
  }
  await using collector = await otlpCollector()
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  {
    await using platform = await openPlatform({
      regions: [{ name: 'seoul', place: { latitude: 37.57, longitude: 126.98 }, core: true, nodes: ['one'] }],
      dataDirectory: join(folder, 'data'),
      standby: 1,
      env: {},
      secrets: {},
      otlp: { endpoint: collector.endpoint, version: '1.2.3' },
    })
    await deployDirectory(platform, folder)
    await platform.start()
    await platform.publish({
      specversion: '1.0',
      id: 'first',
      source: '/tests',
      type: 'dev.example.asked',
      traceparent: `00-${traceId}-b7ad6b7169203331-01`,
    })
    await eventually(() => {
      const handled = platform.traces.spans(traceId).filter(({ name }) => name === 'handled')
      assert.equal(handled.length, 2)
    })
  }
  rmSync(folder, { recursive: true })

  const spans = collector.spans.filter((span) => span.traceId === traceId)
  const named = (name: string) => {
    const found = spans.find((span) => span.name === name)
    assert.ok(found, `${name} among ${spans.map((span) => span.name)}`)
    return found
  }
  const published = named('published')
  assert.equal(published.spanId, 'b7ad6b7169203331')
  assert.equal(published.kind, 4)
  assert.deepEqual(published.resource, { 'service.name': 'bonghwa', 'service.version': '1.2.3' })

  const handled = named('handled fn.ask.seoul')
  assert.equal(handled.parentSpanId, published.spanId)
  assert.equal(handled.kind, 5)
  assert.ok(BigInt(handled.endTimeUnixNano) >= BigInt(handled.startTimeUnixNano))
  const { 'faas.instance': instance, ...attributes } = handled.attributes
  assert.match(String(instance), /^ask-/)
  assert.deepEqual(attributes, {
    'faas.name': 'ask',
    'faas.trigger': 'pubsub',
    'faas.invocation_id': 'first',
    'messaging.system': 'bonghwa',
    'messaging.operation.type': 'process',
    'messaging.operation.name': 'handled',
    'messaging.destination.name': 'fn.ask.seoul',
    'messaging.message.id': 'first',
    'cloudevents.event_id': 'first',
    'cloudevents.event_source': '/tests',
    'cloudevents.event_spec_version': '1.0',
    'cloudevents.event_type': 'dev.example.asked',
    'cloud.region': 'seoul',
    'host.name': 'one',
    'bonghwa.attempt': 1,
  })

  const second = named('published ask')
  assert.equal(second.parentSpanId, published.spanId)
  assert.equal(named('handled fn.greet.seoul').parentSpanId, second.spanId)
  assert.equal(named('looked ask').parentSpanId, published.spanId)
})
