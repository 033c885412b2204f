import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type IncidentWay, segmentTable } from './segment-table.ts'

const way = (label: string, region: string, inferred: number): IncidentWay => ({
  label,
  region,
  segments: [
    { name: 'gated', function: 'watch', duration: 1 },
    { name: 'handled', function: 'detect', duration: 2 },
    { name: 'inferred', function: 'detect', duration: inferred },
    { name: 'handled', function: 'detect', duration: 3 },
  ],
})

describe('The table of segments', () => {
  it('has the percentiles of each segment by label and region, in the order of the way, and the whole', () => {
    const ways = Array.from({ length: 100 }, (_, index) => way('fire', 'seoul', index + 1))
    assert.deepEqual(
      segmentTable(ways).map(({ segment, function: by, n, p50, p95, p99 }) => [
        segment,
        by,
        n,
        p50,
        p95,
        p99,
      ]),
      [
        ['gated', 'watch', 100, 1, 1, 1],
        ['handled', 'detect', 100, 5, 5, 5],
        ['inferred', 'detect', 100, 50, 95, 99],
        ['whole', null, 100, 56, 101, 105],
      ],
    )
  })

  it('keeps labels and regions apart, and leaves out incidents of which no trace is kept', () => {
    const ways = [
      way('gun', 'seoul', 1),
      way('fire', 'seoul', 1),
      way('fire', 'daejeon', 1),
      { label: 'knife', region: 'seoul', segments: [] },
    ]
    const wholes = segmentTable(ways).filter(({ segment }) => segment === 'whole')
    assert.deepEqual(
      wholes.map(({ label, region, n }) => [label, region, n]),
      [
        ['fire', 'daejeon', 1],
        ['fire', 'seoul', 1],
        ['gun', 'seoul', 1],
      ],
    )
  })
})
