import { deadAfterMs, placeWork } from '../placement/place.ts'
import { agenda } from './agenda.ts'
import { atEveryEvent, atPolls } from './count-scaler.ts'
import { dice } from './dice.ts'
import { draw } from './durations.ts'
import { lookingFunction, regionsOf, type Scenario, type ScenarioRegion, type Way } from './scenario.ts'
import { type SimulatedLane, simulatedLane } from './simulated-lane.ts'
import { type Site, site } from './site.ts'
import { type Tally, tally } from './tally.ts'
import { watchRegion } from './watching.ts'

/** A day, simulated. Times are milliseconds. */
export interface Day {
  readonly way: Way
  readonly lengthMs: number
  /** Things that happened in the simulation. */
  readonly happened: number
  readonly lanes: readonly DayLane[]
  /** Whole chains, from the camera on. */
  readonly chains: Chains
  /** The first of them again, hour by hour. */
  readonly toIncidentByHour: readonly Tally[]
}

export interface Chains {
  /** First frame that shows it captured, to incident published. */
  readonly toIncident: Tally
  /** Incident published, to its function entered. */
  readonly toFunction: Tally
  /** First frame captured, to its function done. */
  readonly toOutcome: Tally
}

export interface DayLane {
  readonly function: string
  readonly region: string
  readonly totals: SimulatedLane['figures']
}

const hourMs = 3_600_000

/**
 * Runs a scenario in one of its ways. Deciding is done by the code that decides on a real platform (`dispatcher/scaler.ts`,
 * `autoscaler/`, `placement/`); instances, nodes and cameras only take time. One seed, one result.
 */
export function simulateDay(scenario: Scenario, way: Way, seed: number, hours = 24): Day {
  const calendar = agenda()
  const end = hours * hourMs
  const regions = regionsOf(scenario)
  const chance = dice(seed)
  const alive = new Set(regions.map(({ name }) => name))
  const watched = new Set(alive)
  const lit = new Set(alive)
  const { nodes } = scenario
  const sites = new Map<string, Site>(
    regions.map((region) => [
      region.name,
      site(
        {
          boots: region.nodes.length * nodes.cores,
          standby: region.nodes.length * nodes.standby,
          frozen: { count: region.nodes.length * nodes.frozen, seconds: nodes.frozenSeconds },
        },
        calendar,
        chance,
      ),
    ]),
  )
  /** Where the work of each region is done, by the name of the region. */
  const places = new Map<string, string | undefined>()
  const workplaces = new Map<string, Site | undefined>()
  function place() {
    for (const home of regions) {
      const name = placeWork('nearest', home, regions, alive)?.name
      places.set(home.name, name)
      // A region whose loss nobody has noticed yet starts nothing.
      workplaces.set(home.name, name !== undefined && lit.has(name) ? sites.get(name) : undefined)
    }
  }
  place()

  const lanes = new Map<string, SimulatedLane>()
  const laneOf = (name: string, region: string) => lanes.get(`${name} ${region}`)
  for (const region of regions) {
    for (const { name, scale: own, maxLength } of scenario.functions) {
      const scale = { ...own, ...way.scale }
      const phase = chance.share()
      lanes.set(
        `${name} ${region.name}`,
        simulatedLane({
          name: `${name} ${region.name}`,
          starts: way.starts,
          maxLength,
          agenda: calendar,
          end,
          workplace: () => workplaces.get(region.name),
          scaler: (counts, changed) =>
            way.decides === 'polls'
              ? atPolls(name, scale, phase, counts, calendar, changed)
              : atEveryEvent(scale, calendar),
        }),
      )
    }
  }

  const chains = { toIncident: tally(), toFunction: tally(), toOutcome: tally() }
  const toIncidentByHour = Array.from({ length: Math.ceil(hours) }, tally)
  const handlings = new Map(scenario.functions.map(({ name, handlingMs }) => [name, handlingMs]))
  for (const region of regions) {
    const detector = laneOf(lookingFunction, region.name)
    watchRegion({
      scenario,
      region,
      agenda: calendar,
      dice: chance,
      watched: () => watched.has(region.name),
      look: (job) => detector?.offer(job),
      incident({ wakes, capturedAt }) {
        const opened = calendar.now
        chains.toIncident.add(opened - capturedAt)
        toIncidentByHour[Math.floor(opened / hourMs)]?.add(opened - capturedAt)
        laneOf(wakes, region.name)?.offer({
          at: opened,
          handlingMs: draw(handlings.get(wakes) ?? [0], chance),
          entered: (now) => chains.toFunction.add(now - opened),
          handled: (now) => chains.toOutcome.add(now - capturedAt),
        })
      },
    })
  }

  for (const { region, from, until } of scenario.outages) {
    const lost = () => {
      const hit = regions.filter((home) => places.get(home.name) === region)
      lit.delete(region)
      place()
      watched.delete(region)
      sites.get(region)?.lose()
      for (const home of hit) for (const lane of lanesOf(home)) lane.lost()
    }
    const missed = () => {
      alive.delete(region)
      place()
      for (const home of regions) for (const lane of lanesOf(home)) lane.moved()
    }
    const back = () => {
      lit.add(region)
      alive.add(region)
      place()
      for (const home of regions) for (const lane of lanesOf(home)) lane.moved()
    }
    calendar.at(from * hourMs, lost)
    calendar.at(from * hourMs + Math.max(deadAfterMs, missedAfter(way)), missed)
    calendar.at(from * hourMs + way.takeoverMs, () => watched.add(region))
    calendar.at(until * hourMs, back)
  }
  function lanesOf(home: ScenarioRegion): SimulatedLane[] {
    return scenario.functions.flatMap(({ name }) => laneOf(name, home.name) ?? [])
  }

  calendar.runUntil(end)
  return {
    way,
    lengthMs: end,
    happened: calendar.happened,
    chains,
    toIncidentByHour,
    lanes: regions.flatMap(({ name: region }) =>
      scenario.functions.flatMap(({ name }) => {
        const totals = laneOf(name, region)?.figures
        return totals ? [{ function: name, region, totals }] : []
      }),
    ),
  }
}

/** In a cluster work moves when its time in the lost region's queue is over; a second of the takeover is the start. */
const missedAfter = ({ takeoverMs }: Way): number => takeoverMs - 1000
