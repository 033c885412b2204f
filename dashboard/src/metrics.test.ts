import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseMetrics, quantileOf, sumOf } from './metrics.ts'

const text = `# HELP faas_invoke_duration_seconds From hand-over to answer.
# TYPE faas_invoke_duration_seconds histogram
faas_invoke_duration_seconds_bucket{le="0.1",faas_name="detect",region="seoul"} 2
faas_invoke_duration_seconds_bucket{le="0.5",faas_name="detect",region="seoul"} 6
faas_invoke_duration_seconds_bucket{le="+Inf",faas_name="detect",region="seoul"} 7
faas_invoke_duration_seconds_bucket{le="0.1",faas_name="detect",region="daejeon"} 0
faas_invoke_duration_seconds_bucket{le="0.5",faas_name="detect",region="daejeon"} 3
faas_invoke_duration_seconds_bucket{le="+Inf",faas_name="detect",region="daejeon"} 3
faas_errors_total{faas_name="detect",region="seoul"} 4
faas_errors_total{faas_name="detect",region="daejeon"} 1
process_start_time_seconds 1795525298
odd{word="a \\"quoted\\" one, and {more}"} 1e-3
`

describe('metrics as they are exposed', () => {
  const samples = parseMetrics(text)

  it('are read with their labels, whatever stands in those', () => {
    assert.equal(samples.length, 10)
    assert.deepEqual(samples.at(-1), {
      name: 'odd',
      labels: { word: 'a \\"quoted\\" one, and {more}' },
      value: 0.001,
    })
    assert.equal(sumOf(samples, 'process_start_time_seconds'), 1795525298)
  })

  it('are summed over the labels that are not asked for', () => {
    assert.equal(sumOf(samples, 'faas_errors_total', { faas_name: 'detect' }), 5)
    assert.equal(sumOf(samples, 'faas_errors_total', { faas_name: 'detect', region: 'seoul' }), 4)
  })

  it('give quantiles as histogram_quantile estimates them', () => {
    const of = (quantile: number, faas_name = 'detect') =>
      quantileOf(samples, 'faas_invoke_duration_seconds', { faas_name }, quantile)
    // 10 measured: 2 up to 0.1, 7 more up to 0.5, 1 beyond.
    assert.equal(of(0.5)?.toFixed(4), (0.1 + (0.4 * 3) / 7).toFixed(4))
    assert.equal(of(0.1)?.toFixed(4), '0.0500')
    assert.equal(of(0.99), 0.5)
    assert.equal(of(0.5, 'post-fire'), undefined)
  })
})
