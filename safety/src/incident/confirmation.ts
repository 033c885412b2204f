import { type IncidentKind, prevailingLabel } from './kind.ts'
import { median } from './median.ts'
import { near } from './near.ts'
import type { History, Observation } from './observation.ts'
import { type IncidentRule, type IncidentRules, lastingRules } from './rules.ts'
import { type Suspect, suspects } from './suspicion.ts'

/** One frame in which an incident was seen, and as what. */
export interface Sighting {
  readonly observation: Observation
  readonly suspect: Suspect
}

/**
 * The sightings that make an incident of a kind, oldest first, or undefined while there are too few: enough of the
 * camera's last frames must show it, in places that follow one another, with a median score that reaches the rule's; or
 * twice as many, with one that reaches what the rule asks of what lasts.
 */
export function confirmation(
  kind: IncidentKind,
  history: History,
  rules: IncidentRules,
): Sighting[] | undefined {
  const atOnce = confirmed(kind, history, rules)
  if (atOnce !== undefined) return atOnce
  const lasting = confirmed(kind, history, lastingRules(rules))
  if (lasting === undefined) return undefined
  const { frames, score } = rules[prevailingLabel(lasting.map(({ suspect }) => suspect))]
  const sure = lasting.filter(({ suspect }) => suspect.score >= score)
  return sure.length >= frames - 1 ? lasting : undefined
}

function confirmed(kind: IncidentKind, history: History, rules: IncidentRules): Sighting[] | undefined {
  const longest = Math.max(...Object.values(rules).map((rule) => rule.of))
  const seen = sightings(kind, history.slice(-longest * 2), history, rules)
  for (const last of seen.at(-1)?.suspects ?? []) {
    const chain = followed(last, seen)
    const rule = rules[prevailingLabel(chain.map(({ suspect }) => suspect))]
    const times = flickers(chain.slice(-rule.frames), rule) ? 1 : 2
    const recent = new Set(history.slice(-rule.of * times))
    const counted = chain.filter(({ observation }) => recent.has(observation))
    if (counted.length < rule.frames * times) continue
    if (median(counted.map(({ suspect }) => suspect.score)) >= rule.score) return counted
  }
  return undefined
}

interface Suspected {
  readonly observation: Observation
  readonly suspects: readonly Suspect[]
}

function sightings(kind: IncidentKind, window: History, history: History, rules: IncidentRules): Suspected[] {
  return window
    .map((observation) => ({ observation, suspects: suspects(kind, observation, history, rules) }))
    .filter((seen) => seen.suspects.length > 0)
}

/** From the newest suspect backwards, in each frame the best that may be the same thing a moment before. */
function followed(last: Suspect, seen: readonly Suspected[]): Sighting[] {
  const chain: Sighting[] = [{ observation: seen.at(-1)!.observation, suspect: last }]
  for (const { observation, suspects } of seen.slice(0, -1).reverse()) {
    const suspect = suspects.find(({ box }) => near(box, chain[0]!.suspect.box))
    if (suspect !== undefined) chain.unshift({ observation, suspect })
  }
  return chain
}

/** Whether it changes as flames do, on average from one sighting to the next, in score or in size. */
function flickers(chain: readonly Sighting[], { flicker }: IncidentRule): boolean {
  if (flicker === 0) return true
  const changes = chain.slice(1).map(({ suspect }, index) => {
    const before = chain[index]!.suspect
    const [size, sizeBefore] = [suspect.box.width * suspect.box.height, before.box.width * before.box.height]
    return Math.max(Math.abs(suspect.score / before.score - 1), Math.abs(size / sizeBefore - 1))
  })
  return changes.reduce((sum, change) => sum + change, 0) >= flicker * Math.max(1, changes.length)
}
