import type { RuleSettings } from '../camera/city.ts'
import type { IncidentLabel } from './incident.ts'

/** When detections of one label are an incident, and when it is over. */
export interface IncidentRule {
  /** So many of the last `of` frames of one camera must show it in about the same place. */
  readonly frames: number
  readonly of: number
  /** 0..1, the least median score of those frames. */
  readonly score: number
  /**
   * 0..1, the least median score when twice as many frames of twice as many show it, all but one of `frames` with a score of
   * their own that reaches `score`: what lasts may be less sure.
   */
  readonly lasting: number
  /** 0..1; from here on a frame's accident is a hint, which tracks may make more of. */
  readonly hint: number
  /** A weapon counts only where a person may hold it. */
  readonly held: boolean
  /**
   * A fire whose score and size change by less than this share from frame to frame, as those of a lamp do, must be seen in
   * twice as many frames.
   */
  readonly flicker: number
  /** It is over when it was not seen for so long. */
  readonly closeAfterMs: number
  /** Cameras so near each other see the same occurrence. */
  readonly nearMeters: number
  /** Seen again so soon, by a neighbour or after it closed, it is the same occurrence. */
  readonly againMs: number
  /** 0..1, what it adds to the score of a hint that a vehicle stopped within a moment or met another. */
  readonly contact: number
  /** 0..1, what it adds that people gather. */
  readonly gathering: number
  /** Vehicles that stood there so long before are parked, and no accident. */
  readonly parkedMs: number
}

export type IncidentRules = Readonly<Record<IncidentLabel, IncidentRule>>

/**
 * At five frames a second an incident opens within one to two seconds. A weapon takes more frames: told
 * wrongly it is a danger to whoever held a telephone.
 */
export const defaultRules: IncidentRules = {
  accident: ruleWith({
    frames: 3,
    of: 6,
    score: 0.5,
    lasting: 0.4,
    hint: 0.3,
    contact: 0.25,
    gathering: 0.1,
    parkedMs: 2000,
  }),
  fire: ruleWith({ frames: 3, of: 6, score: 0.4, hint: 0.4, flicker: 0.02 }),
  gun: ruleWith({ frames: 4, of: 7, score: 0.5, hint: 0.5, held: true }),
  knife: ruleWith({ frames: 4, of: 7, score: 0.5, hint: 0.5, held: true }),
}

function ruleWith(
  own: Partial<IncidentRule> & Pick<IncidentRule, 'frames' | 'of' | 'score' | 'hint'>,
): IncidentRule {
  return {
    ...{ lasting: own.score, held: false, flicker: 0, contact: 0, gathering: 0, parkedMs: 0 },
    ...{ closeAfterMs: 30_000, nearMeters: 100, againMs: 60_000 },
    ...own,
  }
}

/** The default rules with what a city sets otherwise. */
export function incidentRules(
  overrides: { readonly [label in IncidentLabel]?: RuleSettings | undefined } = {},
): IncidentRules {
  const rule = (label: IncidentLabel): IncidentRule => {
    const { closeAfterSeconds, againSeconds, parkedSeconds, ...others } = overrides[label] ?? {}
    const { frames, of, score, hint } = others
    const normal = defaultRules[label]
    const set = Object.entries(others).filter(([, value]) => value !== undefined)
    return {
      ...normal,
      ...Object.fromEntries(set),
      frames: frames ?? Math.min(normal.frames, of ?? normal.frames),
      of: of ?? Math.max(normal.of, frames ?? normal.of),
      score: score ?? normal.score,
      lasting: others.lasting ?? Math.min(normal.lasting, score ?? normal.lasting),
      hint: hint ?? Math.min(normal.hint, score ?? normal.hint),
      closeAfterMs: inMs(closeAfterSeconds) ?? normal.closeAfterMs,
      againMs: inMs(againSeconds) ?? normal.againMs,
      parkedMs: inMs(parkedSeconds) ?? normal.parkedMs,
    }
  }
  return { accident: rule('accident'), fire: rule('fire'), gun: rule('gun'), knife: rule('knife') }
}

/** The rules as they are for what lasts; a label of which nothing less is asked then keeps its own. */
export function lastingRules(rules: IncidentRules): IncidentRules {
  const lasting = (rule: IncidentRule): IncidentRule =>
    rule.lasting >= rule.score
      ? rule
      : {
          ...rule,
          frames: rule.frames * 2,
          of: rule.of * 2,
          score: rule.lasting,
          hint: Math.min(rule.hint, rule.lasting),
        }
  const { accident, fire, gun, knife } = rules
  return { accident: lasting(accident), fire: lasting(fire), gun: lasting(gun), knife: lasting(knife) }
}

const inMs = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000)
