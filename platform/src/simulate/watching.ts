import type { Agenda } from './agenda.ts'
import type { Dice } from './dice.ts'
import { draw } from './durations.ts'
import type { Scenario, ScenarioRegion } from './scenario.ts'
import type { Job } from './simulated-lane.ts'

export interface WatchingOptions {
  readonly scenario: Scenario
  readonly region: ScenarioRegion
  readonly agenda: Agenda
  readonly dice: Dice
  /** False while nobody watches the region's cameras. */
  readonly watched: () => boolean
  /** A frame for the detector. */
  readonly look: (job: Job) => void
  readonly incident: (incident: SimulatedIncident) => void
}

export interface SimulatedIncident {
  readonly label: string
  readonly wakes: string
  /** When the first frame that shows it was captured. */
  readonly capturedAt: number
}

const hourMs = 3_600_000

/**
 * The cameras of one region: sweeps, motion, incidents. Of thousands of cameras each with a minute of its own the sweeps
 * come as a Poisson stream (Palm and Khinchin); motion and incidents are Poisson with a rate that the hour and storms
 * change, thinned from the highest (Lewis and Shedler 1979).
 */
export function watchRegion(options: WatchingOptions): void {
  const { scenario, region, agenda, dice, watched, look } = options
  const { looks, motion, incidents } = scenario
  const storms = scenario.storms.filter(({ regions }) => regions.includes(region.name))
  const factor = (of: 'motion' | 'incidents', now: number) =>
    storms.reduce(
      (product, storm) =>
        now >= storm.from * hourMs && now < storm.until * hourMs ? product * storm[of] : product,
      1,
    )
  const ofHour = (values: readonly number[], now: number) => values[Math.floor(now / hourMs) % 24] ?? 0
  const part = region.cameras / scenario.cameras

  /** Lets `act` happen at a rate (per millisecond) that is never above `highest`. */
  function stream(highest: number, rate: (now: number) => number, act: () => void) {
    if (highest <= 0) return
    const next = () => {
      agenda.at(agenda.now + dice.gap(highest), () => {
        if (watched() && dice.share() * highest < rate(agenda.now)) act()
        next()
      })
    }
    next()
  }
  const highestOf = (of: 'motion' | 'incidents') =>
    storms.reduce((product, storm) => product * Math.max(1, storm[of]), 1)

  const handling = scenario.functions.find(({ name }) => name === 'detect')?.handlingMs ?? [0]

  /** Frames of one camera, from `capturedAt` for as long as something moves. */
  function attend(capturedAt: number, untilMs: number, seen: () => Job['handled'] | undefined) {
    agenda.at(capturedAt + draw(looks.capturedToPublishedMs, dice), () => {
      if (!watched()) return
      const handled = seen()
      const job = { at: agenda.now, handlingMs: draw(handling, dice) }
      look(handled ? { ...job, handled } : job)
      const next = capturedAt + 1000 / looks.perSecond
      if (next < untilMs) attend(next, untilMs, seen)
    })
  }
  const nothing = () => undefined

  if (looks.sweepSeconds !== null) {
    const rate = region.cameras / (looks.sweepSeconds * 1000)
    stream(
      rate,
      () => rate,
      () => look({ at: agenda.now, handlingMs: draw(handling, dice) }),
    )
  }

  const perMs = region.cameras / hourMs
  stream(
    Math.max(...motion.perCameraHour) * perMs * highestOf('motion'),
    (now) => ofHour(motion.perCameraHour, now) * perMs * factor('motion', now),
    () => {
      const seconds = draw(motion.seconds, dice) + looks.lingerSeconds
      attend(agenda.now, agenda.now + seconds * 1000, nothing)
    },
  )

  for (const kind of incidents) {
    const weight = kind.byHour.reduce((sum, each) => sum + each, 0)
    const rate = (ofThisHour: number) => (kind.perDay * part * ofThisHour) / weight / hourMs
    stream(
      rate(Math.max(...kind.byHour)) * highestOf('incidents'),
      (now) => rate(ofHour(kind.byHour, now)) * factor('incidents', now),
      () => {
        const capturedAt = agenda.now
        const confirm = confirmation(kind.frames, kind.of)
        attend(capturedAt, capturedAt + draw(kind.seconds, dice) * 1000, () => {
          const shows = dice.share() < kind.seen
          return () => {
            if (confirm(shows)) options.incident({ label: kind.label, wakes: kind.wakes, capturedAt })
          }
        })
      },
    )
  }
}

/** True once: when so many of the last `of` looks found it. */
function confirmation(frames: number, of: number): (found: boolean) => boolean {
  let last: boolean[] = []
  let told = false
  return (found) => {
    last = [...last, found].slice(-of)
    if (told || last.filter(Boolean).length < frames) return false
    told = true
    return true
  }
}
