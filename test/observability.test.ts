import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { eventually, freePort } from '@bonghwa/platform/testing'
import { type CityProcess, cityProcess } from '../safety/src/testing/city-process.ts'
import { incidentOpened } from '../safety/src/testing/incident-opened.ts'

const folder = join(import.meta.dirname, '../deploy/observability')
const rules = join(folder, 'prometheus/rules')
const missing = ['prometheus', 'promtool'].find((program) => spawnSync(program, ['--version']).error)

describe('Prometheus and the dashboards', {
  skip: missing === undefined ? false : `${missing} is not installed (apt-get install prometheus)`,
}, () => {
  it('rules hold what their tests say', () => {
    const { status, stdout, stderr } = spawnSync('promtool', [
      'test',
      'rules',
      join(rules, 'alerts.test.yml'),
    ])
    assert.equal(status, 0, `${stdout}${stderr}`)
  })

  it('a Prometheus that scrapes a city has data for every panel and can evaluate every rule', async () => {
    await using city = await cityProcess([{ region: 'seoul', clip: 'traffic_day', play: 'play: loop' }])
    await city.start()
    // The way of an incident is timed once something was done about it.
    await city.post(
      '/api/events',
      incidentOpened('accident', 'daejeon', 'inc-told'),
      'application/cloudevents+json',
    )
    await using prometheus = await prometheusOf(city)

    const groups = await eventually(async () => {
      const all = (await prometheus.get<{ groups: RuleGroup[] }>('rules')).groups
      assert.ok(
        all.every(
          ({ evaluationTime, lastEvaluation }) => evaluationTime > 0 && !lastEvaluation.startsWith('0001'),
        ),
      )
      return all
    })
    const evaluated = groups.flatMap((group) => group.rules)
    assert.deepEqual(
      evaluated.filter(({ health }) => health !== 'ok').map(({ name, lastError }) => `${name}: ${lastError}`),
      [],
    )
    assert.ok(evaluated.filter(({ type }) => type === 'alerting').length >= 5)

    const recorded = evaluated.filter(({ type }) => type === 'recording').map(({ name }) => name)
    const queries = [...recorded.map((name) => ({ where: 'recording.yml', query: name })), ...panelQueries()]
    assert.ok(queries.length > 40)
    // A rate needs two scrapes of the same series.
    await eventually(async () => {
      const empty = []
      for (const { where, query } of queries) {
        const { result } = await prometheus.get<{ result: unknown[] }>(
          `query?query=${encodeURIComponent(query)}`,
        )
        if (result.length === 0) empty.push(`${where}: ${query}`)
      }
      assert.deepEqual(empty, [])
    })
  })
})

interface RuleGroup {
  readonly evaluationTime: number
  readonly lastEvaluation: string
  readonly rules: readonly {
    readonly name: string
    readonly type: 'alerting' | 'recording'
    readonly health: string
    readonly lastError?: string
  }[]
}

interface Dashboard {
  readonly title: string
  readonly panels: readonly {
    readonly title: string
    readonly targets: readonly { readonly expr: string }[]
  }[]
}

/** What each panel asks, with Grafana's variables as they are when nothing is chosen. */
function panelQueries() {
  return globSync(join(folder, 'grafana/dashboards/*.json')).flatMap((file) => {
    const { title, panels } = JSON.parse(readFileSync(file, 'utf8')) as Dashboard
    return panels.flatMap((panel) =>
      panel.targets.map(({ expr }) => ({
        where: `${title}, ${panel.title}`,
        query: expr.replaceAll('$__rate_interval', '1m').replace(/\$(region|function)\b/g, '.*'),
      })),
    )
  })
}

/** Debian's Prometheus with our configuration, only quicker and pointed at this city. */
async function prometheusOf(city: CityProcess) {
  const scratch = mkdtempSync(join(tmpdir(), 'bonghwa-prometheus-'))
  const config = readFileSync(join(folder, 'prometheus/prometheus.yml'), 'utf8')
    .replace('127.0.0.1:7070', new URL(city.url).host)
    .replaceAll('15s', '1s')
    .replaceAll('rules/', `${rules}/`)
  writeFileSync(join(scratch, 'prometheus.yml'), config)
  const address = `127.0.0.1:${await freePort()}`
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(scratch, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(scratch, 'data')}`,
      `--web.listen-address=${address}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  await eventually(async () => {
    assert.equal(child.exitCode, null, said)
    assert.ok((await fetch(`http://${address}/-/ready`)).ok)
  })
  return {
    async get<Data>(path: string): Promise<Data> {
      const response = await fetch(`http://${address}/api/v1/${path}`)
      const body = (await response.json()) as { data: Data; error?: string }
      assert.ok(response.ok, body.error)
      return body.data
    },
    async [Symbol.asyncDispose]() {
      const exit = once(child, 'exit')
      child.kill()
      await exit
      rmSync(scratch, { recursive: true, force: true })
    },
  }
}
