import type { News, Picture } from '../picture.ts'
import type { Words } from '../words.ts'

/** What the console shows below its sentence; `now` is the first, the others are loaded when they are asked for. */
export const views = ['now', 'functions', 'review', 'savings', 'stage'] as const
export type View = (typeof views)[number]

/** What every view but the first is given. */
export interface ViewProps {
  readonly picture: Picture
  readonly words: Words
  /** Epoch milliseconds, a step a second. */
  readonly now: number
  /** What could not be asked, by part, with the remedy that the city gave. */
  readonly problems: Readonly<Record<string, string>>
  readonly tell: (news: News) => void
  /** Goes where an incident is read in full. */
  readonly read: (incident: string) => void
}

/** The view that the address names: `#/stage`. Any other fragment is a place of the first view. */
export function viewOf(fragment: string): View {
  return views.find((view) => fragment === `#/${view}`) ?? 'now'
}

/** The view that is shown now, as the address has it. */
class PageView {
  #current = $state(viewOf(location.hash))

  constructor() {
    addEventListener('hashchange', () => {
      this.#current = viewOf(location.hash)
    })
  }

  get current(): View {
    return this.#current
  }

  go(view: View): void {
    location.hash = view === 'now' ? '' : `#/${view}`
    this.#current = view
  }
}

export const view = new PageView()
