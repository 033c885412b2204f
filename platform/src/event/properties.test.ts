import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseYaml } from '../config/read-yaml.ts'
import { PlatformError } from '../errors/platform-error.ts'
import { manifestSchema } from '../function/function-spec.ts'
import type { CloudEvent } from './cloud-event.ts'
import { eventFromJson, eventsFromHttp, eventToHttp, eventToJson } from './http-binding.ts'

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
/** Header fields lose blanks at their ends, as HTTP has it. */
const attribute = text.filter((value) => value.trim() === value && value.trim() !== '')
const name = fc.stringMatching(/^x[a-z0-9]{1,10}$/)
const event = fc
  .record(
    {
      id: attribute,
      source: attribute,
      type: attribute,
      subject: attribute,
      region: attribute,
      time: fc
        .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString()),
      data: fc.oneof(fc.jsonValue({ maxDepth: 5 }), fc.uint8Array({ minLength: 1, maxLength: 64 })),
      extensions: fc.dictionary(name, attribute, { maxKeys: 3 }),
    },
    { requiredKeys: ['id', 'source', 'type'] },
  )
  .map(({ extensions, ...rest }) => {
    const bytes = rest.data instanceof Uint8Array ? { datacontenttype: 'application/octet-stream' } : {}
    return { specversion: '1.0', ...rest, ...bytes, ...extensions } as CloudEvent
  })

/** JSON has no -0, and what is absent is not there. */
const plain = (value: CloudEvent) =>
  value.data instanceof Uint8Array ? { ...value } : JSON.parse(JSON.stringify(value))
const only = (caught: unknown) => {
  if (!(caught instanceof PlatformError)) throw caught
}

describe('Any event', () => {
  it('comes back the same from the JSON format', () => {
    fc.assert(
      fc.property(event, (given) => {
        assert.deepEqual(plain(eventFromJson(JSON.parse(JSON.stringify(eventToJson(given))))), plain(given))
      }),
    )
  })

  it('comes back the same from the binary mode', () => {
    fc.assert(
      fc.property(event, (given) => {
        const [back] = eventsFromHttp(eventToHttp(given))
        const { datacontenttype: _, ...read } = plain(back as CloudEvent)
        const { datacontenttype: __, ...wanted } = plain(given)
        assert.deepEqual(read, wanted)
      }),
    )
  })
})

describe('Whatever comes', () => {
  it('is an event, or refused with a code', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          eventFromJson(value)
        } catch (caught) {
          only(caught)
        }
      }),
    )
  })

  it('is a manifest, or refused with file, line and key', () => {
    const words = fc.constantFrom(
      'apiVersion',
      'kind',
      'spec',
      'on',
      'scale',
      'retry',
      'Function',
      '&a',
      '*a',
      '<<',
      '?',
    )
    const line = fc
      .tuple(fc.nat(6), fc.oneof(words, text), fc.oneof(words, text))
      .map(([indent, key, value]) => `${' '.repeat(indent)}${key}: ${value}`)
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        try {
          parseYaml('f.yaml', lines.join('\n'), manifestSchema)
        } catch (caught) {
          only(caught)
          assert.match((caught as Error).message, /f\.yaml/)
        }
      }),
    )
  })
})
