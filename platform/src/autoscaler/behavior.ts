import { z } from 'zod'
import { parseQuantity } from '../config/quantity.ts'

/** One direction of `behavior`, with what the API server fills in where nothing is said. */
export interface ScalingRules {
  /** Seconds; `null` leaves it to the HPA controller's own `--horizontal-pod-autoscaler-downscale-stabilization`. */
  readonly stabilizationWindowSeconds: number | null
  readonly selectPolicy: 'Max' | 'Min' | 'Disabled'
  readonly policies: readonly ScalingPolicyRule[]
  /** Parts of 1; `null` leaves it to the HPA controller. */
  readonly tolerance: number | null
}

export interface ScalingPolicyRule {
  readonly type: 'Pods' | 'Percent'
  readonly value: number
  readonly periodSeconds: number
}

/** `advanced.horizontalPodAutoscalerConfig.behavior`. Having none at all is something else: see `hpa-limits.ts`. */
export interface Behavior {
  readonly scaleUp: ScalingRules
  readonly scaleDown: ScalingRules
}

/** What an empty `behavior` means. Source: Kubernetes 1.35 `pkg/apis/autoscaling/v2/defaults.go`. */
export const defaultBehavior: Behavior = {
  scaleUp: {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ],
    tolerance: null,
  },
  scaleDown: {
    stabilizationWindowSeconds: null,
    selectPolicy: 'Max',
    policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
    tolerance: null,
  },
}

const wholeNumber = (min: number, max: number) =>
  z
    .int({ error: `must be a whole number from ${min} to ${max}` })
    .min(min)
    .max(max)

const policy = z.strictObject({
  type: z.enum(['Pods', 'Percent']),
  value: z.int({ error: 'must be a whole number' }).min(1),
  periodSeconds: wholeNumber(1, 1800),
})

const rules = z.strictObject({
  stabilizationWindowSeconds: wholeNumber(0, 3600).nullish(),
  selectPolicy: z.enum(['Max', 'Min', 'Disabled']).nullish(),
  policies: z.array(policy).min(1).nullish(),
  tolerance: z
    .union([z.string(), z.number()])
    .refine((given) => (parseQuantity(String(given)) ?? -1) >= 0, 'must be a part of 1, such as "0.05"')
    .nullish(),
})

export const behaviorSchema = z.strictObject({ scaleUp: rules.nullish(), scaleDown: rules.nullish() })

/** Fills in what is not said, field by field, as the API server does. */
export function completeBehavior({ scaleUp, scaleDown }: z.output<typeof behaviorSchema>): Behavior {
  return {
    scaleUp: completeRules(scaleUp, defaultBehavior.scaleUp),
    scaleDown: completeRules(scaleDown, defaultBehavior.scaleDown),
  }
}

function completeRules(
  given: z.output<typeof rules> | null | undefined,
  missing: ScalingRules,
): ScalingRules {
  return {
    stabilizationWindowSeconds: given?.stabilizationWindowSeconds ?? missing.stabilizationWindowSeconds,
    selectPolicy: given?.selectPolicy ?? missing.selectPolicy,
    policies: given?.policies ?? missing.policies,
    tolerance: parseQuantity(String(given?.tolerance ?? '')) ?? missing.tolerance,
  }
}
