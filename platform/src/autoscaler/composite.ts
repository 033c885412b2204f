import { metricFor, type Outcome } from './fallback.ts'
import { FormulaError } from './formula.ts'
import type { ScaledObject, ScalingModifiers } from './scaled-object.ts'
import { isResource } from './trigger.ts'

/**
 * The one metric, in thousandths, that `scalingModifiers` make of all triggers; `null` when the formula comes to nothing
 * usable. A trigger in fallback decides for all: its metric is already the whole fallback's.
 * Source: KEDA 2.20 `pkg/scaling/modifiers/formula.go`.
 *
 * @param outcomes by trigger, none of them `failed` unless another is in fallback
 */
export function compositeMetric(
  object: ScaledObject,
  { formula, target }: ScalingModifiers,
  outcomes: readonly (Outcome | null)[],
  readyReplicas: number,
): number | null {
  const fallen = outcomes.find((outcome) => outcome?.kind === 'fallback')
  if (fallen?.kind === 'fallback') return fallen.metric
  const values = new Map(
    object.triggers.flatMap((trigger, index): [string, number | null][] => {
      const outcome = outcomes[index]
      if (trigger.name === null || isResource(trigger) || outcome == null) return []
      return [[trigger.name, outcome.kind === 'measured' ? outcome.metric / 1000 : null]]
    }),
  )
  try {
    const result = formula.evaluate(values)
    if (result === null) return metricFor(object.fallback?.replicas ?? 0, target, readyReplicas)
    return Number.isFinite(result) ? Math.trunc(result * 1000) : 0
  } catch (error) {
    if (error instanceof FormulaError) return null
    throw error
  }
}
