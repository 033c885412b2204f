import type { Place } from '../api.ts'
import { nearestAhead } from './ahead.ts'
import { announce, type Said } from './announce.ts'
import { type Motion, moved } from './motion.ts'
import { roadWarnings } from './road-warnings.svelte.ts'
import { keepScreenAwake } from './screen-awake.ts'

export type Trouble = 'denied' | 'unavailable'

const destinationKey = 'bonghwa.destination'

/** One drive: where the car is, what lies ahead of it, and what has been said. The place stays on this device. */
class Journey {
  started = $state(false)
  motion = $state.raw<Motion>()
  trouble = $state<Trouble>()
  destination = $state.raw<Place | undefined>(remembered())
  readonly ahead = $derived(
    this.motion === undefined ? undefined : nearestAhead(this.motion, roadWarnings.list),
  )
  #said: Said = new Map()

  /** Begins at a person's touch: without one, browsers neither speak nor keep the screen on. */
  start(): void {
    if (this.started) return
    this.started = true
    roadWarnings.start()
    void keepScreenAwake()
    if (!('geolocation' in navigator)) {
      this.trouble = 'unavailable'
      return
    }
    navigator.geolocation.watchPosition(
      ({ coords }) => {
        this.motion = moved(this.motion, coords)
        this.trouble = undefined
      },
      (error) => {
        this.trouble = error.code === error.PERMISSION_DENIED ? 'denied' : 'unavailable'
      },
      { enableHighAccuracy: true, maximumAge: 1000, timeout: 20_000 },
    )
  }

  /** Whether what is ahead is to be spoken now; asked, it counts as spoken. */
  takeAnnouncement(): boolean {
    const { speak, said } = announce(this.ahead, this.#said)
    this.#said = said
    return speak
  }

  goTo(place: Place): void {
    this.destination = place
    localStorage.setItem(destinationKey, JSON.stringify(place))
  }
}

export const journey = new Journey()

function remembered(): Place | undefined {
  try {
    const { latitude, longitude } = JSON.parse(localStorage.getItem(destinationKey) ?? '{}')
    return Number.isFinite(latitude) && Number.isFinite(longitude) ? { latitude, longitude } : undefined
  } catch {
    return undefined
  }
}
