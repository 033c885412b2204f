import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAccess } from '../platform/src/access/access.ts'
import { parseScaledObject } from '../platform/src/autoscaler/scaled-object.ts'
import { parseYaml } from '../platform/src/config/read-yaml.ts'
import { openPlatform } from '../platform/src/control/platform.ts'
import { PlatformError } from '../platform/src/errors/platform-error.ts'
import {
  eventFromJson,
  eventsFromHttp,
  eventToHttp,
  eventToJson,
} from '../platform/src/event/http-binding.ts'
import { manifestSchema } from '../platform/src/function/function-spec.ts'
import { gateway } from '../platform/src/gateway/gateway.ts'
import { parseCity } from '../safety/src/camera/city.ts'
import { readModel } from '../safety/src/detection/model.ts'

/** A parser that meets the outside, and what must hold of it whatever it gets. */
export interface Target extends AsyncDisposable {
  /** Texts to begin with. */
  readonly seeds: readonly string[]
  /** Words of its language. */
  readonly words: readonly string[]
  /** Throws when something does not hold: anything but an error with a code and a remedy. */
  run(text: string): unknown
}

const root = join(import.meta.dirname, '..')
const file = (path: string) => readFileSync(join(root, path), 'utf8')
const wordsOf = (texts: readonly string[]) => [...new Set(texts.join(' ').match(/[\w.:/-]+/g) ?? [])]

export const targets: Readonly<Record<string, () => Promise<Target>>> = {
  event: async () => {
    const event = {
      specversion: '1.0',
      id: '1',
      source: '/a',
      type: 'b.c',
      time: '2026-01-02T03:04:05Z',
      data: { x: [1, null] },
    }
    return pure(
      [
        `application/cloudevents+json\n\n${JSON.stringify(event)}`,
        `application/cloudevents-batch+json\n\n[${JSON.stringify({ ...event, data_base64: 'AAEC', data: undefined })}]`,
        'application/json\nce-specversion: 1.0\nce-id: 1\nce-source: /a\nce-type: b\nce-subject: %ED%95%9C\n\n{"a":1}',
        'text/plain; charset=utf-8\nce-specversion: 1.0\nce-id: 1\nce-source: /a\nce-type: b\nce-ext1: x\n\nhello',
      ],
      [
        'region',
        'traceparent',
        'partitionkey',
        'dataschema',
        'datacontenttype',
        'data_base64',
        'ce-',
        'subject',
      ],
      (text) => {
        const [head = '', ...rest] = text.split('\n\n')
        const [type = '', ...lines] = head.split('\n')
        const headers = Object.fromEntries(
          lines.map((line) =>
            line
              .split(/: ?(.*)/)
              .slice(0, 2)
              .map((part) => part.toLowerCase()),
          ),
        )
        const body = new TextEncoder().encode(rest.join('\n\n'))
        for (const read of eventsFromHttp({ headers: { ...headers, 'content-type': type }, body })) {
          // What was read goes through both forms and comes back the same.
          assert.deepEqual(
            eventFromJson(JSON.parse(JSON.stringify(eventToJson(read)))),
            JSON.parse(JSON.stringify(eventToJson(read))).data_base64 === undefined
              ? JSON.parse(JSON.stringify(read))
              : read,
          )
          const again = eventsFromHttp(eventToHttp(read))[0]
          assert.deepEqual([again?.id, again?.type, again?.source], [read.id, read.type, read.source])
        }
      },
    )
  },
  function: async () => {
    const seeds = ['detect', 'follow-up', 'forget-old', 'warn-drivers'].map((name) =>
      file(`safety/src/functions/${name}/function.yaml`),
    )
    const more = [
      file('safety/src/watch/function.yaml'),
      file('examples/05-mqtt-sensor/report/function.yaml'),
    ]
    return pure([...seeds, ...more], wordsOf([...seeds, ...more]), (text) =>
      parseYaml('function.yaml', text, manifestSchema),
    )
  },
  city: async () => {
    const whole = file('safety/city/city.yaml')
    const start = whole.slice(0, whole.indexOf('    - id: seoul-sejong'))
    return pure([start], wordsOf([whole]), (text) => parseCity(text, join(root, 'safety/city/city.yaml')))
  },
  scaledobject: async () => {
    const seeds = [
      `apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: { name: a }\nspec:\n  scaleTargetRef: { name: a }\n  pollingInterval: 5\n  cooldownPeriod: 30\n  minReplicaCount: 0\n  maxReplicaCount: 9\n  fallback: { failureThreshold: 3, replicas: 2 }\n  advanced:\n    horizontalPodAutoscalerConfig:\n      behavior: { scaleDown: { stabilizationWindowSeconds: 60, policies: [{ type: Percent, value: 50, periodSeconds: 15 }] } }\n    scalingModifiers: { target: "5", formula: "max(x, 2 * y) + 1" }\n  triggers:\n    - { type: rabbitmq, name: x, metadata: { host: "amqp://h", queueName: q, mode: QueueLength, value: "5", activationValue: "1" } }\n    - { type: cron, name: y, metadata: { timezone: Asia/Seoul, start: "0 7 * * *", end: "0 9 * * 1-5", desiredReplicas: "4" } }\n`,
    ]
    return pure(
      seeds,
      [...wordsOf(seeds), 'cpu', 'memory', 'external-push', 'Utilization', 'AverageValue'],
      (text) => parseScaledObject('so.yaml', text),
    )
  },
  model: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bonghwa-fuzz-'))
    const seeds = ['city-nano'].map((name) => file(`models/${name}/model.yaml`))
    const target = pure(seeds, wordsOf(seeds), (text) => {
      writeFileSync(join(folder, 'model.yaml'), text)
      readModel(folder)
    })
    return { ...target, [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true }) }
  },
  http: httpTarget,
}

function pure(seeds: readonly string[], words: readonly string[], parse: (text: string) => unknown): Target {
  return {
    seeds,
    words,
    run(text) {
      try {
        parse(text)
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error
      }
      assert.equal(({} as { polluted?: unknown }).polluted, undefined)
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** Bytes to a gateway that listens: whatever they are, it answers something other than 500, or hangs up, and lives on. */
async function httpTarget(): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-fuzz-'))
  const regions = [
    { name: 'seoul', place: { latitude: 37.57, longitude: 126.98 }, core: true, nodes: ['one'] },
  ]
  const platform = await openPlatform({ regions, dataDirectory: folder, standby: 0, env: {}, secrets: {} })
  await platform.start()
  const access = openAccess({ dataDirectory: folder })
  access.tokens.create('fuzz', 'operator')
  const door = gateway(platform, { version: '0', access })
  const server = await door.listen(0)
  const { port } = server.address() as AddressInfo
  const event = '{"specversion":"1.0","id":"1","source":"/a","type":"b"}'
  const head = 'HTTP/1.1\r\nhost: localhost\r\n'
  const seeds = [
    `GET /healthz ${head}\r\n`,
    `POST /api/events ${head}content-type: application/cloudevents+json\r\ncontent-length: ${event.length}\r\n\r\n${event}`,
    `POST /api/session ${head}x-bonghwa: 1\r\ncontent-length: 13\r\n\r\n{"token":"a"}`,
    `GET /api/nodes?x=%41 ${head}cookie: bonghwa_session=a.b\r\nauthorization: Bearer x\r\norigin: http://localhost\r\n\r\n`,
    `POST /api/functions/a/invoke ${head}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
    `GET /api/live ${head}upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n`,
  ]
  return {
    seeds,
    words: [
      ...wordsOf(seeds),
      'expect: 100-continue',
      'content-encoding: gzip',
      'DELETE',
      'PUT',
      'OPTIONS',
      'HEAD',
      '/..%2f',
      '/api/audit',
    ],
    async run(text) {
      const socket = connect(port, '127.0.0.1')
      let answer = ''
      socket.setEncoding('latin1').on('data', (chunk) => {
        answer += chunk
      })
      socket.on('error', () => {})
      const closed = once(socket, 'close')
      socket.write(text, 'latin1')
      // It may wait for more, for minutes: what it has said by now is what counts.
      socket.setTimeout(20, () => socket.destroy())
      await closed
      assert.doesNotMatch(answer, /^HTTP\/1\.1 500|BONGHWA_BUG/)
      assert.match(answer, /^$|^HTTP\/1\.1 /)
      assert.ok(server.listening)
    },
    async [Symbol.asyncDispose]() {
      door.close()
      server.close()
      server.closeAllConnections()
      await platform[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
