import { getJson, type Title } from '../api.ts'

/** One feature of `GET /api/road/warnings`. */
export interface RoadWarning {
  readonly id: string
  /** `[longitude, latitude]` */
  readonly geometry: { readonly coordinates: readonly [number, number] }
  readonly properties: {
    readonly label: 'accident' | 'fire'
    readonly place: Title | null
    readonly openedAt: string
    readonly virtual: boolean
  }
}

/** Milliseconds from one question to the next: at 100 km/h, 140 m. */
const pause = 5000
/** Milliseconds without an answer after which the page says that it has not heard. */
const patience = 20_000

/** What lies on the roads, asked again and again. Everybody gets the same answer, so the city does not learn where one is. */
class RoadWarnings {
  list = $state.raw<readonly RoadWarning[]>([])
  /** Epoch milliseconds of the last answer; undefined before the first. */
  heardAt = $state<number>()
  #asking: ReturnType<typeof setInterval> | undefined

  start(): void {
    if (this.#asking !== undefined) return
    void this.#ask()
    this.#asking = setInterval(() => void this.#ask(), pause)
  }

  silentAt(now: number): boolean {
    return this.heardAt !== undefined && now - this.heardAt > patience
  }

  async #ask(): Promise<void> {
    try {
      const answer = await getJson<{ features: readonly RoadWarning[] }>('/api/road/warnings')
      this.list = answer.features
      this.heardAt = Date.now()
    } catch {
      // The page says since when it has not heard, and asks on.
    }
  }
}

export const roadWarnings = new RoadWarnings()
