import type { Tier } from '../instance/instance.ts'
import type { Agenda } from './agenda.ts'
import type { Dice } from './dice.ts'
import { type Durations, draw } from './durations.ts'

/** From the order to start an instance to the moment it can take an event, by how it comes to be. */
export type Starts = { readonly [tier in Tier]?: Durations | undefined } & { readonly cold: Durations }

/** What the nodes of one region have besides running instances. */
export interface SiteLimits {
  /** Processes that may boot at once: cores of all nodes. */
  readonly boots: number
  /** Booted processes that wait for any function. */
  readonly standby: number
  /** Stopped processes that wait for their function, at most so many and so long. */
  readonly frozen: { readonly count: number; readonly seconds: number }
}

export interface Started {
  readonly tier: Tier
  readonly readyMs: number
}

/** The nodes of one region, as far as the start of an instance depends on them: the tiers of the real ones. */
export interface Site {
  /** `undefined` when as many boot as may; `room` is called when it is worth asking again. */
  start(lane: string, starts: Starts, room: () => void): Started | undefined
  /** An instance ended well: its process may be frozen. */
  ended(lane: string): void
  /** All its nodes are lost. */
  lose(): void
}

export function site(limits: SiteLimits, agenda: Agenda, dice: Dice): Site {
  let frozen: { readonly lane: string; readonly until: number }[] = []
  let standby = limits.standby
  let booting = 0
  let waiting: (() => void)[] = []
  /** Grows when the nodes are lost, so that what was booting on them is forgotten. */
  let life = 0

  function boot(ms: number, booted: () => void) {
    const ofLife = life
    booting++
    agenda.at(agenda.now + ms, () => {
      if (ofLife !== life) return
      booting--
      booted()
      const asking = waiting
      waiting = []
      for (const ask of asking) ask()
    })
  }

  return {
    start(lane, starts, room) {
      frozen = frozen.filter(({ until }) => until > agenda.now)
      const thawed = starts.frozen && frozen.findLastIndex((process) => process.lane === lane)
      if (starts.frozen && thawed !== undefined && thawed >= 0) {
        frozen.splice(thawed, 1)
        return { tier: 'frozen', readyMs: draw(starts.frozen, dice) }
      }
      if (starts['stand-by'] && standby > 0) {
        standby--
        boot(draw(starts.cold, dice), () => standby++)
        return { tier: 'stand-by', readyMs: draw(starts['stand-by'], dice) }
      }
      if (booting >= limits.boots) {
        waiting.push(room)
        return undefined
      }
      const readyMs = draw(starts.cold, dice)
      boot(readyMs, () => {})
      return { tier: 'cold', readyMs }
    },
    ended(lane) {
      if (limits.frozen.count === 0) return
      frozen.push({ lane, until: agenda.now + limits.frozen.seconds * 1000 })
      if (frozen.length > limits.frozen.count) frozen.shift()
    },
    lose() {
      life++
      frozen = []
      standby = limits.standby
      booting = 0
      waiting = []
    },
  }
}
