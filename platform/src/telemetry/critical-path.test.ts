import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { criticalPath } from './critical-path.ts'
import type { Span } from './span.ts'

const traceId = 'a'.repeat(32)
const span = (name: string, startedAt: number, endedAt: number, more: Partial<Span> = {}): Span => ({
  traceId,
  name,
  startedAt,
  endedAt,
  ...more,
})

/** A frame is published as `1`, which leads to `2`, for which a function wakes. */
const spans: readonly Span[] = [
  span('captured', 0, 4, { spanId: '0' }),
  span('gated', 4, 6, { parentId: '0' }),
  span('published', 6, 9, { spanId: '1', parentId: '0' }),
  span('queued', 8, 12, { parentId: '1', function: 'detect', attempt: 1 }),
  span('handled', 12, 40, { parentId: '1', function: 'detect', attempt: 1 }),
  span('inferred', 14, 30, { parentId: '1', function: 'detect' }),
  span('published', 31, 50, { spanId: '2', parentId: '1', function: 'detect' }),
  span('queued', 33, 35, { parentId: '2', function: 'post', attempt: 1 }),
  span('woken', 35, 60, { parentId: '2', function: 'post', attempt: 1, tier: 'cold' }),
  span('handled', 60, 100, { parentId: '2', function: 'post', attempt: 1 }),
  span('posted', 70, 90, { parentId: '2', function: 'post' }),
  // Woken by another event, and by the same one: beside the way.
  span('handled', 36, 70, { parentId: '9', function: 'other' }),
  span('woken', 34, 62, { parentId: '2', function: 'warn', attempt: 1, tier: 'cold' }),
  span('handled', 62, 80, { parentId: '2', function: 'warn', attempt: 1 }),
]
const posted = spans[10]!
const told = (steps: ReturnType<typeof criticalPath>) =>
  steps.map(({ name, startedAt, endedAt }) => `${name} ${startedAt}-${endedAt}`)

describe('The critical path', () => {
  it('has one step at a time, the furthest along, up to the span where it ends', () => {
    assert.deepEqual(told(criticalPath(spans, posted)), [
      'captured 0-4',
      'gated 4-6',
      'published 6-8',
      'queued 8-12',
      'woken 12-12',
      'handled 12-14',
      'inferred 14-30',
      'handled 30-31',
      'published 31-33',
      'queued 33-35',
      'woken 35-60',
      'handled 60-70',
      'posted 70-90',
    ])
  })

  it('adds up to the whole', () => {
    const sum = criticalPath(spans, posted).reduce(
      (total, { startedAt, endedAt }) => total + endedAt - startedAt,
      0,
    )
    assert.equal(sum, 90)
  })

  it('tells how each function was woken: an instance that was there already was running', () => {
    assert.deepEqual(
      criticalPath(spans, posted)
        .filter(({ name }) => name === 'woken')
        .map(({ function: by, tier }) => [by, tier]),
      [
        ['detect', 'running'],
        ['post', 'cold'],
      ],
    )
  })

  it('leaves the pause before another try to no step', () => {
    const failed = [
      span('published', 0, 1, { spanId: '1' }),
      span('handled', 1, 5, { parentId: '1', attempt: 1, error: 'no' }),
      span('queued', 20, 21, { parentId: '1', attempt: 2 }),
      span('handled', 21, 25, { parentId: '1', attempt: 2 }),
    ]
    assert.deepEqual(
      criticalPath(failed, failed[3]!).map(({ name, attempt, startedAt, endedAt }) => [
        name,
        attempt,
        startedAt,
        endedAt,
      ]),
      [
        ['published', undefined, 0, 1],
        ['woken', 1, 1, 1],
        ['handled', 1, 1, 5],
        ['queued', 2, 20, 21],
        ['woken', 2, 21, 21],
        ['handled', 2, 21, 25],
      ],
    )
  })
})
