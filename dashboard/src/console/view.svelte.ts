import type { News, Picture } from '../picture.ts'
import type { Words } from '../words.ts'

/** What the console shows below its sentence; `now` is the first, the others are loaded when they are asked for. */
export const views = [
  'now',
  'incidents',
  'cameras',
  'functions',
  'nodes',
  'review',
  'savings',
  'stage',
] as const
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

/** What an address shows: a view, and what is chosen in it. */
export interface Shown {
  readonly view: View
  readonly item: string | undefined
}

/** What the address names: `#/stage`, `#/incidents/ID`. Any other fragment is a place of the first view. */
export function shownBy(fragment: string): Shown {
  const [, name, item] = /^#\/([a-z]+)(?:\/(.+))?$/.exec(fragment) ?? []
  const view = views.find((one) => one === name)
  if (view === undefined) return { view: 'now', item: undefined }
  return { view, item: item === undefined ? undefined : decodeURIComponent(item) }
}

/** Where a view is, and something in it. */
export function addressOf(view: View, item?: string): string {
  if (view === 'now') return '#'
  return item === undefined ? `#/${view}` : `#/${view}/${encodeURIComponent(item)}`
}

/** The view that is shown now, as the address has it. */
class PageView {
  #shown = $state.raw(shownBy(location.hash))

  constructor() {
    addEventListener('hashchange', () => {
      this.#shown = shownBy(location.hash)
    })
  }

  get current(): View {
    return this.#shown.view
  }

  /** What is chosen in the view. */
  get item(): string | undefined {
    return this.#shown.item
  }

  go(view: View, item?: string): void {
    location.hash = addressOf(view, item)
    this.#shown = { view, item }
  }
}

export const view = new PageView()
