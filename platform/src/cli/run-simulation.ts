import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chartOf } from '../simulate/chart.ts'
import { type Report, reportOf } from '../simulate/report.ts'
import { readScenario, type Scenario, waysOf } from '../simulate/scenario.ts'
import { simulateDay } from '../simulate/simulate.ts'
import { table } from './table.ts'

export interface SimulateOptions {
  readonly json?: boolean
  readonly seed: number
  readonly hours: number
  readonly cameras?: number
  readonly out?: string
}

/** Prints the table (or JSON) of a scenario in each of its ways, and what the simulation itself took on stderr. */
export async function runSimulation(file: string, options: SimulateOptions): Promise<void> {
  const read = readScenario(file)
  const scenario = { ...read, cameras: options.cameras ?? read.cameras }
  const reports: Report[] = []
  for (const way of waysOf(scenario)) {
    const before = process.cpuUsage().user
    const report = reportOf(scenario, simulateDay(scenario, way, options.seed, options.hours))
    reports.push(report)
    const seconds = Math.round((process.cpuUsage().user - before) / 1e6)
    console.error(
      `${way.name}: ${report.happened.toLocaleString('en')} happenings in ${seconds} s of processor time, at most ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
    )
  }
  if (options.out !== undefined) write(options.out, reports, options.hours)
  const header = {
    scenario: scenario.name,
    cameras: scenario.cameras,
    seed: options.seed,
    hours: options.hours,
  }
  const watch = watching(scenario, options.hours)
  console.log(
    options.json
      ? JSON.stringify({ ...header, watch, ways: reports })
      : `${asTables(reports)}\n\nWatching the cameras, in every way: ${whole(watch.cores)} cores all the time, ${whole(watch.energyKwh)} kWh.`,
  )
}

/** What comes before any function: cameras are watched, whatever moves. */
function watching({ cameras, energy }: Scenario, hours: number) {
  const cores = cameras * energy.watchCoresPerCamera
  return { cores, energyKwh: (cores * energy.busyWatts * hours) / 1000 }
}

function write(directory: string, reports: readonly Report[], hours: number) {
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'report.json'), `${JSON.stringify({ hours, ways: reports })}\n`)
  writeFileSync(
    join(directory, 'instances.svg'),
    chartOf({
      title: 'Instances awake',
      unit: 'instances, logarithmic',
      hours,
      lines: reports.map(({ way, byMinute }) => ({ name: way, values: byMinute })),
    }),
  )
  writeFileSync(
    join(directory, 'to-incident.svg'),
    chartOf({
      title: 'First frame to incident, 95th percentile of each hour',
      unit: 'milliseconds, logarithmic',
      hours,
      lines: reports.map(({ way, toIncidentByHour }) => ({ name: way, values: toIncidentByHour })),
    }),
  )
}

function asTables(reports: readonly Report[]): string {
  const ms = (value: number | null) =>
    value === null ? '-' : value < 10 ? value.toFixed(1) : value.toFixed(0)
  const chains = table(
    [
      'WAY',
      'INCIDENTS',
      'TO INCIDENT ms p50',
      'p95',
      'p99',
      'TO FUNCTION ms p50',
      'p95',
      'p99',
      'TO OUTCOME ms p95',
    ],
    reports.map(({ way, toIncident, toFunction, toOutcome }) => [
      way,
      toIncident.count,
      ms(toIncident.p50),
      ms(toIncident.p95),
      ms(toIncident.p99),
      ms(toFunction.p50),
      ms(toFunction.p95),
      ms(toFunction.p99),
      ms(toOutcome.p95),
    ]),
    Number.POSITIVE_INFINITY,
  )
  const cost = table(
    ['WAY', 'INSTANCE-HOURS', 'OF THEM BUSY', 'MOST AT ONCE', 'ALWAYS ON', 'kWh', 'ALWAYS ON kWh'],
    reports.map(({ way, instances }) => [
      way,
      whole(instances.hours),
      whole(instances.busyHours),
      whole(instances.most),
      whole(instances.alwaysOnHours),
      whole(instances.energyKwh),
      whole(instances.alwaysOnEnergyKwh),
    ]),
    Number.POSITIVE_INFINITY,
  )
  const functions = table(
    [
      'WAY',
      'FUNCTION',
      'HANDLED',
      'DROPPED',
      'AGAIN',
      'STARTS',
      'HOURS',
      'BUSY',
      'SLOWEST REGION',
      'WAIT ms p95',
    ],
    reports.flatMap(({ way, functions: own }) =>
      own.map((each) => [
        way,
        each.name,
        whole(each.handled),
        whole(each.dropped),
        whole(each.repeated),
        Object.entries(each.starts)
          .filter(([, count]) => count > 0)
          .map(([tier, count]) => `${whole(count)} ${tier}`)
          .join(', '),
        each.hours.toFixed(1),
        each.busyHours.toFixed(1),
        each.slowestLane.region,
        ms(each.slowestLane.p95),
      ]),
    ),
    Number.POSITIVE_INFINITY,
  )
  return [chains, cost, functions].join('\n\n')
}

const whole = (value: number): string => Math.round(value).toLocaleString('en')
