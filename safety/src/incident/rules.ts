import type { RuleSettings } from '../camera/city.ts'
import type { IncidentLabel } from './incident.ts'

/** When detections of one label are an incident, and when it is over. */
export interface IncidentRule {
  /** So many of the last `of` frames of one camera must show it in about the same place. */
  readonly frames: number
  readonly of: number
  /** 0..1, the least median score of those frames. */
  readonly score: number
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
}

export type IncidentRules = Readonly<Record<IncidentLabel, IncidentRule>>

/**
 * At the gate's four frames a second an incident opens within one to two seconds. A weapon takes more frames: told
 * wrongly it is a danger to whoever held a telephone.
 */
export const defaultRules: IncidentRules = {
  accident: { frames: 3, of: 6, score: 0.5, hint: 0.3, held: false, flicker: 0, closeAfterMs: 30_000 },
  fire: { frames: 3, of: 6, score: 0.4, hint: 0.4, held: false, flicker: 0.02, closeAfterMs: 30_000 },
  gun: { frames: 4, of: 7, score: 0.5, hint: 0.5, held: true, flicker: 0, closeAfterMs: 30_000 },
  knife: { frames: 4, of: 7, score: 0.5, hint: 0.5, held: true, flicker: 0, closeAfterMs: 30_000 },
}

/** The default rules with what a city sets otherwise. */
export function incidentRules(
  overrides: { readonly [label in IncidentLabel]?: RuleSettings | undefined } = {},
): IncidentRules {
  const rule = (label: IncidentLabel): IncidentRule => {
    const { frames, of, score, hint, held, flicker, closeAfterSeconds } = overrides[label] ?? {}
    const normal = defaultRules[label]
    return {
      frames: frames ?? Math.min(normal.frames, of ?? normal.frames),
      of: of ?? Math.max(normal.of, frames ?? normal.of),
      score: score ?? normal.score,
      hint: hint ?? Math.min(normal.hint, score ?? normal.hint),
      held: held ?? normal.held,
      flicker: flicker ?? normal.flicker,
      closeAfterMs: closeAfterSeconds === undefined ? normal.closeAfterMs : closeAfterSeconds * 1000,
    }
  }
  return { accident: rule('accident'), fire: rule('fire'), gun: rule('gun'), knife: rule('knife') }
}
