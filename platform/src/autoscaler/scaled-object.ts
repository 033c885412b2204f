import { z } from 'zod'
import { ConfigInvalidError } from '../config/errors.ts'
import { parseQuantity } from '../config/quantity.ts'
import { checkYaml, readText } from '../config/yaml-file.ts'
import { type Behavior, behaviorSchema, completeBehavior, defaultBehavior } from './behavior.ts'
import type { ExecutorPolicy, PauseAnnotations } from './executor.ts'
import type { Fallback } from './fallback.ts'
import { compileFormula, type Formula, FormulaError } from './formula.ts'
import type { Hpa } from './hpa.ts'
import type { MetricTarget } from './measurement.ts'
import { scaledObjectDocument } from './scaled-object-document.ts'
import { isResource, readTrigger, type Trigger, type WrittenTrigger } from './trigger.ts'
import { parseFlag } from './trigger-metadata.ts'

/** A KEDA ScaledObject with every default filled in, under KEDA's names. */
export interface ScaledObject extends ExecutorPolicy {
  readonly name: string
  /** `spec.scaleTargetRef.name` */
  readonly scaleTarget: string
  /** Seconds between KEDA's polls. */
  readonly pollingInterval: number
  readonly triggers: readonly Trigger[]
  readonly fallback: Fallback | null
  readonly scalingModifiers: ScalingModifiers | null
  /** What KEDA makes of it for Kubernetes. */
  readonly hpa: Hpa
  /** What a reader of the results should know: what was assumed, what a cluster would not take. */
  readonly remarks: readonly string[]
}

/** One metric made of several triggers. */
export interface ScalingModifiers {
  readonly formula: Formula
  readonly target: MetricTarget
  readonly activationTarget: number
}

/**
 * Reads a ScaledObject as people have it for KEDA; other documents in the same file are passed over.
 *
 * @throws ConfigInvalidError naming every mistake with its line and key
 */
export function readScaledObject(file: string): ScaledObject {
  return parseScaledObject(
    file,
    readText(file, (problem) => new ConfigInvalidError(file, [problem])),
  )
}

/** The same for text already read; `file` only names it in errors. */
export function parseScaledObject(file: string, text: string): ScaledObject {
  const checked = checkYaml(scaledObjectDocument(text), file, schema)
  if ('problems' in checked) throw new ConfigInvalidError(file, checked.problems)
  const problems: string[] = []
  const scaledObject = complete(checked.value, (path, problem) => problems.push(checked.at(path, problem)))
  if (problems.length > 0) throw new ConfigInvalidError(file, problems)
  return scaledObject
}

const count = (min: number) =>
  z
    .int({ error: `must be a whole number of ${min} or more` })
    .min(min)
    .max(2_147_483_647)

/** Kubernetes takes nothing but text here; what YAML read as something else is taken too, and remarked upon. */
const texts = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean()], { error: 'must be a text' }),
)

const optionalText = z.string().nullish()

const textOrNumber = z.union([z.string(), z.number()], { error: 'must be a text' }).nullish()

const schema = z.strictObject({
  apiVersion: z.literal('keda.sh/v1alpha1'),
  kind: z.literal('ScaledObject'),
  metadata: z.looseObject({ name: z.string().min(1), annotations: texts.nullish() }),
  spec: z.strictObject({
    scaleTargetRef: z.strictObject({
      name: z.string().min(1),
      apiVersion: optionalText,
      kind: optionalText,
      envSourceContainerName: optionalText,
    }),
    pollingInterval: count(1).nullish(),
    initialCooldownPeriod: count(0).nullish(),
    cooldownPeriod: count(0).nullish(),
    idleReplicaCount: count(0).nullish(),
    minReplicaCount: count(0).nullish(),
    maxReplicaCount: count(1).nullish(),
    advanced: z
      .strictObject({
        restoreToOriginalReplicaCount: z.boolean().nullish(),
        horizontalPodAutoscalerConfig: z
          .strictObject({ name: optionalText, behavior: behaviorSchema.nullish() })
          .nullish(),
        scalingModifiers: z
          .strictObject({
            formula: optionalText,
            target: textOrNumber,
            activationTarget: textOrNumber,
            metricType: z.enum(['AverageValue', 'Value']).nullish(),
          })
          .nullish(),
      })
      .nullish(),
    triggers: z
      .array(
        z.strictObject({
          type: z.string().min(1),
          name: optionalText,
          metadata: texts,
          metricType: z.enum(['AverageValue', 'Value', 'Utilization']).nullish(),
          useCachedMetrics: z.boolean().nullish(),
          authenticationRef: z.strictObject({ name: z.string(), kind: optionalText }).nullish(),
        }),
      )
      .min(1),
    fallback: z
      .strictObject({
        failureThreshold: count(0),
        replicas: count(0),
        behavior: z
          .enum([
            'static',
            'currentReplicas',
            'currentReplicasIfHigher',
            'currentReplicasIfLower',
            'scalingModifiers',
          ])
          .nullish(),
      })
      .nullish(),
  }),
  status: z.unknown().optional(),
})

type Written = z.output<typeof schema>
type Report = (path: readonly (string | number)[], problem: string) => void

function complete({ metadata, spec }: Written, report: Report): ScaledObject {
  const remarks: string[] = []
  const annotations = asTexts(metadata.annotations ?? {}, 'metadata.annotations', remarks)
  const pauses = pauseAnnotations(annotations, report)
  const triggers = spec.triggers.flatMap((written, index) => {
    const where = `spec.triggers[${index}]`
    const trigger: WrittenTrigger = {
      type: written.type,
      name: written.name ?? null,
      metadata: asTexts(written.metadata, `${where}.metadata`, remarks),
      metricType: written.metricType ?? null,
      useCachedMetrics: written.useCachedMetrics ?? false,
      authenticated: written.authenticationRef != null,
    }
    return (
      readTrigger(
        trigger,
        (path, problem) => report(['spec', 'triggers', index, ...path], problem),
        (remark) => remarks.push(`${where}: ${remark}.`),
      ) ?? []
    )
  })
  checkBounds(spec, report)
  checkNames(spec, report)
  const fallback: Fallback | null =
    spec.fallback == null ? null : { ...spec.fallback, behavior: spec.fallback.behavior ?? 'static' }
  checkFallback(spec, report)
  if (triggers.every(isResource) && (spec.minReplicaCount ?? 0) === 0) {
    remarks.push("With only cpu and memory triggers, KEDA's webhook wants a minReplicaCount of 1 or more.")
  }
  const behavior = spec.advanced?.horizontalPodAutoscalerConfig?.behavior
  return {
    name: metadata.name,
    scaleTarget: spec.scaleTargetRef.name,
    pollingInterval: spec.pollingInterval ?? 30,
    cooldownPeriod: spec.cooldownPeriod ?? 300,
    initialCooldownPeriod: spec.initialCooldownPeriod ?? 0,
    idleReplicaCount: spec.idleReplicaCount ?? null,
    minReplicaCount: spec.minReplicaCount ?? null,
    annotations: pauses,
    triggers,
    fallback,
    scalingModifiers: scalingModifiers(spec, report, remarks),
    hpa: {
      minReplicas: Math.max(spec.minReplicaCount ?? 0, 1),
      maxReplicas: spec.maxReplicaCount ?? 100,
      behavior: paused(behavior == null ? null : completeBehavior(behavior), pauses),
    },
    remarks,
  }
}

function asTexts(
  given: Readonly<Record<string, string | number | boolean>>,
  where: string,
  remarks: string[],
): Record<string, string> {
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === 'string') continue
    remarks.push(`${where}: Kubernetes takes only text here; write ${key}: "${value}" with quotes.`)
  }
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)]))
}

const prefix = 'autoscaling.keda.sh/'

function pauseAnnotations(annotations: Readonly<Record<string, string>>, report: Report): PauseAnnotations {
  // What is there but is no boolean counts as true.
  const flag = (name: string) => {
    const given = annotations[prefix + name]
    return given !== undefined && (parseFlag(given) ?? true)
  }
  const replicas = annotations[`${prefix}paused-replicas`]
  if (replicas !== undefined && !/^\d+$/.test(replicas)) {
    report(['metadata', 'annotations', `${prefix}paused-replicas`], `"${replicas}" must be a whole number`)
  }
  return {
    paused: replicas !== undefined || flag('paused'),
    pausedReplicas: replicas === undefined ? null : Number(replicas),
    pausedScaleIn: flag('paused-scale-in'),
    pausedScaleOut: flag('paused-scale-out'),
    forceActivation: flag('force-activation'),
  }
}

/** A pause in one direction is a `behavior`, so it also brings the limits of one (from 1 to 5 at first, not to 4). */
function paused(behavior: Behavior | null, { pausedScaleIn, pausedScaleOut }: PauseAnnotations) {
  if (!pausedScaleIn && !pausedScaleOut) return behavior
  const { scaleUp, scaleDown } = behavior ?? defaultBehavior
  return {
    scaleUp: pausedScaleOut ? { ...scaleUp, selectPolicy: 'Disabled' as const } : scaleUp,
    scaleDown: pausedScaleIn ? { ...scaleDown, selectPolicy: 'Disabled' as const } : scaleDown,
  }
}

function checkBounds(
  { idleReplicaCount, minReplicaCount, maxReplicaCount }: Written['spec'],
  report: Report,
): void {
  // A minimum of 0 counts as 1, as it does in the HPA; one that is not given stays 0.
  const min = minReplicaCount == null ? 0 : Math.max(minReplicaCount, 1)
  const max = maxReplicaCount ?? 100
  if (min > max)
    report(['spec', 'minReplicaCount'], `${min} must not be above maxReplicaCount, which is ${max}`)
  if (idleReplicaCount != null && idleReplicaCount >= min) {
    report(['spec', 'idleReplicaCount'], `${idleReplicaCount} must be below minReplicaCount, which is ${min}`)
  }
}

function checkNames({ triggers }: Written['spec'], report: Report): void {
  const seen = new Set<string>()
  for (const [index, { name }] of triggers.entries()) {
    if (name == null || name === '') continue
    if (seen.has(name)) report(['spec', 'triggers', index, 'name'], `${name} is the name of another trigger`)
    seen.add(name)
  }
}

function checkFallback({ fallback, triggers, advanced }: Written['spec'], report: Report): void {
  if (fallback == null) return
  if (triggers.every(isResource)) {
    report(['spec', 'fallback'], 'needs a trigger that is neither cpu nor memory')
  }
  if (fallback.behavior === 'scalingModifiers' && !advanced?.scalingModifiers?.formula) {
    report(['spec', 'fallback', 'behavior'], 'scalingModifiers needs a formula in advanced.scalingModifiers')
  }
}

function scalingModifiers(
  { advanced, triggers }: Written['spec'],
  report: Report,
  remarks: string[],
): ScalingModifiers | null {
  const { formula, metricType, ...amounts } = advanced?.scalingModifiers ?? {}
  const given = Object.entries({ formula, metricType, ...amounts }).filter(
    ([, value]) => value != null && value !== '',
  )
  if (given.length === 0) return null
  const path = ['spec', 'advanced', 'scalingModifiers']
  const { target, activationTarget } = asTexts(
    Object.fromEntries(given.flatMap(([key, value]) => (value == null ? [] : [[key, value]]))),
    path.join('.'),
    remarks,
  )
  const amount = (key: string, text: string) => {
    const value = parseQuantity(text)
    if (value === undefined) report([...path, key], `"${text}" must be a number`)
    return value ?? 1
  }
  const size = amount('target', target ?? '0')
  if (target === undefined) report([...path, 'target'], 'is missing (what one replica is to carry)')
  else if (size <= 0) report([...path, 'target'], `"${target}" must be above 0`)
  if (!formula) report([...path, 'formula'], 'is missing (over the names of triggers)')
  const names = triggers.flatMap((trigger) => (isResource(trigger) || !trigger.name ? [] : [trigger.name]))
  try {
    return {
      formula: compileFormula(formula || '0', names),
      target: { type: metricType ?? 'AverageValue', milli: Math.trunc(size * 1000) },
      activationTarget: amount('activationTarget', activationTarget ?? '0'),
    }
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error
    const named = names.length === 0 ? 'no trigger has a name' : `triggers are named ${names.join(', ')}`
    report([...path, 'formula'], `${error.message}; ${named}`)
    return null
  }
}
