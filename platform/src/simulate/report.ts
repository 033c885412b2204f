import type { Scenario } from './scenario.ts'
import type { Day } from './simulate.ts'
import type { Tally } from './tally.ts'

/** What a day cost and how fast it was, as numbers that can be printed. Times are milliseconds. */
export interface Report {
  readonly way: string
  readonly toIncident: Quantiles
  readonly toFunction: Quantiles
  readonly toOutcome: Quantiles
  readonly instances: Instances
  readonly functions: readonly FunctionReport[]
  /** All functions together: the mean of each minute of the day. */
  readonly byMinute: readonly number[]
  /** The 95th percentile from the first frame to the incident, by hour; null where nothing happened. */
  readonly toIncidentByHour: readonly (number | null)[]
  readonly happened: number
}

export interface Quantiles {
  readonly count: number
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
}

export interface Instances {
  readonly hours: number
  readonly busyHours: number
  /** The most of any minute. */
  readonly most: number
  /** If each lane had all day what it had at its most. */
  readonly alwaysOnHours: number
  readonly energyKwh: number
  readonly alwaysOnEnergyKwh: number
}

export interface FunctionReport {
  readonly name: string
  readonly handled: number
  readonly dropped: number
  readonly repeated: number
  readonly starts: Readonly<Record<string, number>>
  readonly hours: number
  readonly busyHours: number
  /** Of the lane in which they were worst, published to entered. */
  readonly slowestLane: { readonly region: string } & Quantiles
}

const hourMs = 3_600_000

export function reportOf(scenario: Scenario, day: Day): Report {
  const { lanes, chains, lengthMs } = day
  const hours = (kind: 'instances' | 'busy', of: Day['lanes']) =>
    sum(of.map(({ totals }) => totals[kind].total(lengthMs))) / hourMs
  const minutes = lanes.map(({ totals }) => totals.instances.minutes(lengthMs))
  const byMinute = [...(minutes[0] ?? [])].map((_, minute) => sum(minutes.map((own) => own[minute] ?? 0)))
  const all = { hours: hours('instances', lanes), busyHours: hours('busy', lanes) }
  const alwaysOnHours = (sum(lanes.map(({ totals }) => totals.instances.most)) * lengthMs) / hourMs
  const { busyWatts, idleWatts } = scenario.energy
  const energy = (instanceHours: number) =>
    (all.busyHours * busyWatts + (instanceHours - all.busyHours) * idleWatts) / 1000
  return {
    way: day.way.name,
    toIncident: quantilesOf(chains.toIncident),
    toFunction: quantilesOf(chains.toFunction),
    toOutcome: quantilesOf(chains.toOutcome),
    instances: {
      ...all,
      most: Math.max(0, ...byMinute),
      alwaysOnHours,
      energyKwh: energy(all.hours),
      alwaysOnEnergyKwh: energy(alwaysOnHours),
    },
    functions: scenario.functions.map(({ name }) => {
      const own = lanes.filter((lane) => lane.function === name)
      const total = (of: 'handled' | 'dropped' | 'repeated') => sum(own.map(({ totals }) => totals[of]))
      const slowest = own.toSorted(
        (a, b) => (b.totals.waits.quantile(0.95) ?? 0) - (a.totals.waits.quantile(0.95) ?? 0),
      )[0]
      return {
        name,
        handled: total('handled'),
        dropped: total('dropped'),
        repeated: total('repeated'),
        starts: {
          frozen: sum(own.map(({ totals }) => totals.starts.frozen)),
          'stand-by': sum(own.map(({ totals }) => totals.starts['stand-by'])),
          cold: sum(own.map(({ totals }) => totals.starts.cold)),
        },
        hours: hours('instances', own),
        busyHours: hours('busy', own),
        slowestLane: {
          region: slowest?.region ?? '',
          ...(slowest ? quantilesOf(slowest.totals.waits) : quantilesOf()),
        },
      }
    }),
    byMinute,
    toIncidentByHour: day.toIncidentByHour.map((of) => of.quantile(0.95) ?? null),
    happened: day.happened,
  }
}

function quantilesOf(of?: Tally): Quantiles {
  const at = (share: number) => of?.quantile(share) ?? null
  return { count: of?.count ?? 0, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
