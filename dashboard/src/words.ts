import type { Title } from './api.ts'
import type { View } from './console/view.svelte.ts'
import { en } from './words.en.ts'
import { ko } from './words.ko.ts'

export type Language = 'ko' | 'en'

/** Everything the console says, once per language. Names of regions and cameras come in that language. */
export interface Words {
  readonly language: Language
  readonly title: string
  readonly subtitle: string
  readonly skip: string
  readonly otherLanguage: string
  readonly toLight: string
  readonly toDark: string
  readonly connecting: string
  readonly offline: (clock: string, lasting: string) => string

  readonly quiet: string
  readonly incidentsUnknown: string
  readonly awakeOf: (awake: number, total: number) => string
  readonly openIncident: (
    label: string,
    where: string,
    region: string,
    since: string,
    lasting: string | undefined,
  ) => string
  readonly moreOpen: (more: number) => string
  readonly standsIn: (dead: string, servedBy: string) => string
  readonly silent: (dead: string) => string
  readonly summitAwake: (instances: number) => string
  readonly summitAsleep: string
  readonly summitDead: (servedBy: string) => string
  readonly summitSilent: string
  readonly ridge: string

  readonly views: { readonly heading: string } & Readonly<Record<View, string>>
  readonly label: (label: string) => string
  readonly seconds: (count: number) => string
  readonly minutes: (count: number) => string
  readonly hours: (hours: number, minutes: number) => string
  readonly ago: (lasting: string) => string

  readonly map: {
    readonly heading: string
    readonly all: string
    readonly past: string
    readonly zoomHint: string
    readonly touchHint: string
    readonly camera: (title: string) => string
    readonly fallback: string
    readonly impossible: string
    readonly pin: (what: string, where: string, state: string) => string
    readonly several: (count: number) => string
    readonly key: { readonly camera: string; readonly weapon: string; readonly closed: string }
  }

  readonly functions: {
    readonly heading: string
    readonly empty: string
    readonly asleep: string
    readonly awake: string
    /** A person holds it at no instance. */
    readonly paused: string
    readonly held: string
    readonly now: string
    /** How many instances, before the word for awake. */
    readonly count: (count: number) => string
    readonly waiting: (count: number) => string
    readonly inFlight: (count: number) => string
    readonly deadLetters: (count: number) => string
    readonly slept: (percent: number) => string
    readonly movement: string
    readonly movingCameras: (count: number) => string
    readonly tier: (tier: string) => string
    readonly start: (tier: string, clock: string) => string
    readonly key: {
      readonly replicas: string
      readonly waiting: string
      readonly incident: string
    }
    readonly hint: string
  }

  readonly incidents: {
    readonly heading: string
    readonly openCount: (count: number) => string
    readonly empty: string
    readonly open: string
    readonly closed: string
    readonly since: (clock: string, lasting: string) => string
    readonly lasted: (clock: string, lasting: string) => string
    readonly score: (percent: number) => string
    readonly frames: (count: number) => string
    readonly evidence: (what: string, where: string) => string
    readonly withheld: string
    readonly show: string
    readonly hide: string
    readonly outcomes: string
    readonly noOutcome: string
    readonly pin: string
    readonly post: { readonly published: string; readonly waiting: string; readonly refused: string }
    readonly trace: string
    readonly noTrace: string
    readonly longest: (name: string, duration: string, share: number) => string
    readonly total: (duration: string) => string
    readonly median: (duration: string) => string
    readonly usual: (duration: string, count: number) => string
    readonly segment: (name: string) => string
    readonly more: (count: number) => string
  }

  readonly feed: {
    readonly heading: string
    readonly empty: string
    readonly waitingCount: (count: number) => string
    readonly waiting: string
    readonly refused: string
    readonly published: string
    readonly approve: string
    readonly refuse: string
    readonly mosaicked: string
    readonly noPhoto: string
    /** Why there is none, where the city gives its reason in another language. */
    readonly noPhotoReason: string | undefined
  }

  readonly cameras: {
    readonly heading: string
    readonly empty: string
    readonly noFrame: string
    readonly covered: string
    readonly watchingOf: (watching: number, total: number) => string
    readonly state: {
      readonly starting: string
      readonly watching: string
      readonly resting: string
      readonly ended: string
      readonly failed: string
    }
    readonly restingUntil: (clock: string) => string
    readonly moving: string
    readonly still: string
    readonly sent: (sent: number, seen: number) => string
    readonly seenAt: (clock: string) => string
    readonly picture: (title: string) => string
  }

  readonly nodes: {
    readonly heading: string
    readonly empty: string
    readonly alive: string
    readonly dead: string
    readonly instances: (count: number) => string
    readonly standby: (count: number) => string
    readonly kill: string
    readonly start: string
    readonly killOf: (node: string) => string
    readonly startOf: (node: string) => string
    readonly core: string
    readonly here: string
    readonly servedBy: (region: string) => string
    readonly lastHeard: (lasting: string) => string
    readonly simulated: string
  }

  readonly virtualCamera: string
  readonly failed: (message: string) => string
}

const languages: Record<Language, Words> = { ko, en }

export function wordsFor(language: Language): Words {
  return languages[language]
}

/** A text in the reader's language, in English when there is none. */
export function said(title: Title, words: Words): string {
  return title[words.language] ?? title.en
}

/** Korean for whoever's browser prefers Korean before English, English otherwise. */
export function preferredLanguage(preferences: readonly string[]): Language {
  const first = preferences.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in languages)
  return (first as Language | undefined) ?? 'en'
}

/** How long something lasts, as coarse as a person would say it. */
export function lasting(milliseconds: number, words: Words): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return words.seconds(seconds)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return words.minutes(minutes)
  return words.hours(Math.floor(minutes / 60), minutes % 60)
}

/** A span measured in the machine, e.g. `106 ms`, `1.2 s`. */
export function span(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(milliseconds < 1 ? 2 : 1)} ms`
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  return `${(milliseconds / 1000).toFixed(1)} s`
}

/** Time of day, 24 hours; with seconds unless told otherwise. */
export function clock(at: number | string, precision: 'minutes' | 'seconds' = 'seconds'): string {
  const time = new Date(at)
  const parts = [time.getHours(), time.getMinutes(), ...(precision === 'seconds' ? [time.getSeconds()] : [])]
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}
