import assert from 'node:assert/strict'
import { it } from 'node:test'
import { replay } from './replay.ts'
import { parseScaledObject } from './scaled-object.ts'
import { parseTrace } from './trace.ts'

// A second telling of KEDA's and the HPA's rules, short and second by second, for one rabbitmq trigger over http. It
// shares no code with the first; thousands of ScaledObjects and traces made by chance must come to the same changes.

interface Policy {
  readonly type: 'Pods' | 'Percent'
  readonly value: number
  readonly periodSeconds: number
}
interface Rules {
  readonly stabilizationWindowSeconds?: number
  readonly selectPolicy?: 'Max' | 'Min' | 'Disabled'
  readonly policies?: readonly Policy[]
}
interface Example {
  readonly value: number
  readonly activationValue: number
  readonly metricType: 'AverageValue' | 'Value'
  readonly pollingInterval: number
  readonly cooldownPeriod: number
  readonly initialCooldownPeriod: number
  readonly minReplicaCount: number
  readonly maxReplicaCount: number
  readonly idleReplicaCount?: number
  readonly fallback?: { readonly failureThreshold: number; readonly replicas: number }
  readonly behavior?: { readonly scaleUp?: Rules; readonly scaleDown?: Rules }
  readonly replicas: number
  readonly until: number
  readonly readings: readonly { readonly t: number; readonly ready: number; readonly error?: boolean }[]
}
type Changes = (readonly [second: number, replicas: number])[]

function secondModel(of: Example): Changes {
  const { minReplicaCount: min, maxReplicaCount: max, idleReplicaCount: idle, fallback, behavior } = of
  const changes: Changes = []
  const recommended: { t: number; n: number }[] = []
  const scaled: { t: number; by: number }[] = []
  let replicas = of.replicas
  let failures = 0
  let lastActive: number | undefined
  const set = (t: number, n: number) => {
    if (n !== replicas) changes.push([t, n])
    replicas = n
  }
  const held = (t: number) => of.readings.filter((reading) => reading.t <= t).at(-1) ?? { ready: 0 }
  /** The metric over the target of one replica, or nothing when it cannot be read. */
  function read(t: number): { metric: number; active: boolean } | undefined {
    const { ready, error } = held(t) as { ready: number; error?: boolean }
    failures = error ? failures + 1 : 0
    if (!error) return { metric: ready, active: ready > of.activationValue }
    if (!fallback || failures <= fallback.failureThreshold) return undefined
    if (of.metricType === 'AverageValue') return { metric: fallback.replicas * of.value, active: true }
    if (replicas === 0) return undefined
    return { metric: Math.trunc((fallback.replicas * of.value * 1000) / replicas) / 1000, active: true }
  }

  function poll(t: number) {
    const seen = read(t)
    if (seen?.active) {
      if (replicas === 0 || (idle !== undefined && replicas < min)) set(t, Math.max(min, 1))
      lastActive = t
      return
    }
    if (!seen && fallback?.replicas !== 0) return
    if (idle === undefined ? replicas > 0 && min === 0 : replicas > idle) {
      const warm = lastActive === undefined ? of.initialCooldownPeriod - 1 : lastActive + of.cooldownPeriod
      if (warm < t) set(t, idle ?? 0)
    } else if (idle === undefined && replicas < min) set(t, min)
  }

  const limits = (rules: Rules | undefined, missing: readonly Policy[], sign: 1 | -1, t: number) =>
    (rules?.policies ?? missing).map(({ type, value, periodSeconds }) => {
      const within = scaled.filter((each) => each.t > t - periodSeconds)
      const start = within.reduce((n, { by }) => n - by, replicas)
      if (type === 'Pods') return start + sign * value
      const moved = start * (1 + (sign * value) / 100)
      return sign > 0 ? Math.ceil(moved) : Math.trunc(moved)
    })
  /** The furthest that one sync may go. */
  function furthest(sign: 1 | -1, t: number): number {
    const rules = sign > 0 ? behavior?.scaleUp : behavior?.scaleDown
    const percent: Policy = { type: 'Percent', value: 100, periodSeconds: 15 }
    const missing: Policy[] = sign > 0 ? [{ type: 'Pods', value: 4, periodSeconds: 15 }, percent] : [percent]
    const select = rules?.selectPolicy ?? 'Max'
    if (select === 'Disabled') return replicas
    const all = limits(rules, missing, sign, t).map((limit) => sign * limit)
    return sign * Math.max(sign * replicas, select === 'Max' ? Math.max(...all) : Math.min(...all))
  }
  function sync(t: number) {
    if (replicas === 0) return
    if (recommended.length === 0) recommended.push({ t, n: replicas })
    const move = (n: number) => {
      if (behavior && n !== replicas) scaled.push({ t, by: n - replicas })
      set(t, n)
    }
    const least = Math.max(min, 1)
    if (replicas > max || replicas < least) {
      move(replicas > max ? max : least)
      return
    }
    const seen = read(t)
    if (!seen) return
    const whole = of.metricType === 'AverageValue' ? of.value * replicas : of.value
    const ratio = seen.metric / whole
    const far = ratio < 0.9 || ratio > 1.1
    const wanted = of.metricType === 'AverageValue' ? seen.metric / of.value : ratio * replicas
    const want = far ? Math.ceil(wanted) : replicas
    if (behavior) {
      const after = (seconds: number) => recommended.filter((each) => each.t > t - seconds).map(({ n }) => n)
      const up = Math.min(want, ...after(behavior.scaleUp?.stabilizationWindowSeconds ?? 0))
      const down = Math.max(want, ...after(behavior.scaleDown?.stabilizationWindowSeconds ?? 300))
      const stable = Math.min(Math.max(replicas, up), down)
      recommended.push({ t, n: want })
      if (stable > replicas) move(Math.min(stable, furthest(1, t), max))
      if (stable < replicas) move(Math.max(stable, furthest(-1, t), least))
      return
    }
    const stable = Math.max(want, ...recommended.filter((each) => each.t >= t - 300).map(({ n }) => n))
    recommended.push({ t, n: want })
    move(Math.max(least, Math.min(stable, max, Math.max(2 * replicas, 4))))
  }

  for (let t = 0; t <= of.until; t++) {
    if (t % of.pollingInterval === 0) poll(t)
    if (t % 15 === 7) sync(t)
  }
  return changes
}

function firstModel(of: Example): Changes {
  const { value, activationValue, metricType, behavior, replicas, until, readings, ...spec } = of
  const metadata = { queueName: 'q', host: 'http://mq', mode: 'QueueLength' }
  const numbers = { value: String(value), activationValue: String(activationValue) }
  const document = {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: 'x' },
    spec: {
      ...spec,
      scaleTargetRef: { name: 'x' },
      advanced: { horizontalPodAutoscalerConfig: behavior ? { behavior } : {} },
      triggers: [{ type: 'rabbitmq', metricType, metadata: { ...metadata, ...numbers } }],
    },
  }
  const object = parseScaledObject('so.yaml', JSON.stringify(document))
  const trace = parseTrace('trace.json', JSON.stringify({ until, replicas, readings }), object)
  return replay(object, trace).map((change) => [change.second, change.replicas])
}

/** Examples by chance, the same at every run. */
function examples(seed: number) {
  let state = seed
  const chance = () => {
    state = (state * 1103515245 + 12345) % 2 ** 31
    return state / 2 ** 31
  }
  const pick = <Item>(...items: readonly Item[]) => items[Math.floor(chance() * items.length)] as Item
  const some = <Item>(share: number, item: Item) => (chance() < share ? item : {})
  const whole = (least: number, most: number) => least + Math.floor(chance() * (most - least + 1))
  const rules = (): Rules => ({
    ...some(0.6, { stabilizationWindowSeconds: pick(0, 15, 30, 60, 120, 300, 600) }),
    ...some(0.5, { selectPolicy: pick('Max', 'Min', 'Disabled') }),
    ...some(0.7, {
      policies: Array.from({ length: whole(1, 3) }, () => ({
        type: pick('Pods', 'Percent'),
        value: pick(1, 2, 3, 5, 10, 50, 100, 200),
        periodSeconds: pick(15, 30, 45, 60, 120, 300),
      })),
    }),
  })
  return (): Example => {
    const minReplicaCount = pick(0, 0, 1, 2, 4)
    const readings = Array.from({ length: whole(0, 14) }, () => ({
      t: whole(0, 1500),
      ready: pick(0, 0, 1, 2, 5, 6, 10, 11, 18, 20, 22, 23, 45, 60, 100, 500),
      ...some(0.15, { error: true }),
    }))
    return {
      value: pick(0.5, 1, 2.5, 5, 10, 20),
      activationValue: pick(0, 0, 1, 5, 5.5),
      metricType: pick('AverageValue', 'AverageValue', 'Value'),
      pollingInterval: pick(1, 7, 15, 22, 30, 30, 45),
      cooldownPeriod: pick(0, 1, 30, 60, 300, 600),
      initialCooldownPeriod: pick(0, 0, 1, 30, 90),
      minReplicaCount,
      maxReplicaCount: whole(Math.max(minReplicaCount, 1), 30),
      ...(minReplicaCount > 0 ? some(0.4, { idleReplicaCount: whole(0, minReplicaCount - 1) }) : {}),
      ...some(0.35, { fallback: { failureThreshold: whole(0, 4), replicas: whole(0, 8) } }),
      ...some(0.5, {
        behavior: { ...some(0.7, { scaleUp: rules() }), ...some(0.7, { scaleDown: rules() }) },
      }),
      replicas: pick(0, 0, 1, 3, 9, 20),
      until: whole(300, 2000),
      readings: readings.toSorted((a, b) => a.t - b.t),
    }
  }
}

it('A replay changes replicas when and as a second model of the same rules does', () => {
  const next = examples(2026)
  let changed = 0
  for (let n = 0; n < 1500; n++) {
    const example = next()
    const expected = secondModel(example)
    changed += expected.length
    assert.deepEqual(firstModel(example), expected, JSON.stringify(example))
  }
  assert.ok(changed > 5000, `${changed} changes`)
})
