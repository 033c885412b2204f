import { relative } from 'node:path'
import type { Platform } from '../control/platform.ts'
import type { Lane } from '../dispatcher/lane.ts'
import { eventToJson } from '../event/http-binding.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import type { CronTrigger, MqttTrigger, Subscription } from '../function/on.ts'
import type { LogLine } from '../instance/instance.ts'
import { isAlive, placeWork } from '../placement/place.ts'
import { silentAfterMs } from '../placement/region-health.ts'
import type { Step } from '../telemetry/critical-path.ts'
import { steadyNow } from '../telemetry/now.ts'
import { semanticAttributes } from '../telemetry/semantic-attributes.ts'

// What the platform's state looks like from outside: the bodies of `docs/api.md`. Instants become RFC 3339.

export function functionViews(platform: Platform) {
  const names = new Set(
    platform
      .lanes()
      .filter(isFunction)
      .map(({ spec }) => spec.name),
  )
  const refused = [...platform.refused()]
    .filter(([name]) => !names.has(name))
    .map(([name, problem]) => ({ name, problem, ...nothing }))
  return [...[...names].map((name) => functionView(platform, platform.lanesOf(name))), ...refused]
}

/** `undefined` when there is no function of this name. */
export function functionViewOf(platform: Platform, name: string) {
  const lanes = platform.lanesOf(name).filter(isFunction)
  if (lanes.length > 0) return functionView(platform, lanes)
  const problem = platform.refused().get(name)
  return problem === undefined ? undefined : { name, problem, ...nothing }
}

function functionView(platform: Platform, lanes: readonly Lane[]) {
  const [{ spec }] = lanes as [Lane]
  const states = lanes.map(({ state }) => state)
  const sum = (of: (state: Lane['state']) => number) => states.reduce((total, state) => total + of(state), 0)
  const instances = lanes.flatMap(({ state }) => state.instances)
  const heard = platform.heardInstances(spec.name)
  const elsewhere = [...heard.values()].reduce((total, count) => total + count, 0)
  const lastActiveAt = Math.max(...states.map((state) => state.lastActiveAt ?? 0))
  return {
    name: spec.name,
    on: triggersOf(spec),
    placement: spec.placement,
    delivery: spec.delivery,
    handler:
      spec.handler === undefined ? (spec.command ?? []).join(' ') : relative(spec.folder, spec.handler),
    replicas: instances.length + elsewhere,
    readyReplicas: instances.filter(({ state }) => state === 'ready').length + elsewhere,
    desiredReplicas: sum(({ desiredReplicas }) => desiredReplicas),
    minReplicaCount: spec.scale.minReplicaCount,
    maxReplicaCount: spec.scale.maxReplicaCount,
    cooldownPeriod: spec.scale.cooldownPeriod,
    messagesReady: sum(({ depth }) => depth.messagesReady),
    messagesUnacknowledged: sum(({ depth }) => depth.messagesUnacknowledged),
    deadLetters: sum(({ depth }) => depth.deadLetters),
    dropped: sum(({ depth }) => depth.dropped),
    invocations: sum(({ invocations }) => invocations),
    errors: sum(({ errors }) => errors),
    coldStarts: {
      frozen: sum(({ coldStarts }) => coldStarts.frozen),
      'stand-by': sum(({ coldStarts }) => coldStarts['stand-by']),
      cold: sum(({ coldStarts }) => coldStarts.cold),
    },
    lastActiveAt: lastActiveAt === 0 ? null : iso(lastActiveAt),
    instanceSeconds: Math.round(sum(({ instanceMs }) => instanceMs) / 1000),
    problem:
      states.find(({ problem }) => problem !== undefined)?.problem ??
      platform.triggerProblem(spec.name) ??
      platform.refused().get(spec.name) ??
      null,
    lanes: lanes.map(({ name, home, state }) => ({
      name,
      region: home.name,
      runsIn: state.runsIn ?? null,
      replicas: state.instances.length + (heard.get(home.name) ?? 0),
      readyReplicas:
        state.instances.filter((instance) => instance.state === 'ready').length + (heard.get(home.name) ?? 0),
      desiredReplicas: state.desiredReplicas,
      messagesReady: state.depth.messagesReady,
      messagesUnacknowledged: state.depth.messagesUnacknowledged,
      hold: state.hold ?? null,
    })),
    instances: instances.map((instance) => ({
      id: instance.id,
      region: instance.region,
      node: instance.node,
      pid: instance.pid,
      tier: instance.tier,
      state: instance.state,
      inFlight: instance.inFlight,
      startedAt: iso(instance.startedAt),
    })),
  }
}

/** What wakes a function, one list as in its manifest. */
function triggersOf({ on, cron, mqtt }: FunctionSpec): readonly (Subscription | CronTrigger | MqttTrigger)[] {
  return [...on, ...cron, ...mqtt]
}

/** A function that could not be deployed: it is there to be seen, with its problem. */
const nothing = {
  on: [],
  placement: 'nearest',
  delivery: 'durable',
  handler: '',
  replicas: 0,
  readyReplicas: 0,
  desiredReplicas: 0,
  minReplicaCount: 0,
  maxReplicaCount: 0,
  cooldownPeriod: 0,
  messagesReady: 0,
  messagesUnacknowledged: 0,
  deadLetters: 0,
  dropped: 0,
  invocations: 0,
  errors: 0,
  coldStarts: { frozen: 0, 'stand-by': 0, cold: 0 },
  lastActiveAt: null,
  instanceSeconds: 0,
  lanes: [],
  instances: [],
}

export const logView = ({ at, instance, stream, line, traceId }: LogLine) => ({
  at: iso(at),
  ...{ instance, stream, line },
  ...(traceId === undefined ? {} : { traceId }),
})

export function queueViews(platform: Platform) {
  return platform.lanes().map(({ name, spec, home, state: { depth } }) => ({
    name,
    function: spec.name,
    region: home.name,
    delivery: spec.delivery,
    messagesReady: depth.messagesReady,
    messagesUnacknowledged: depth.messagesUnacknowledged,
    messagesDelayed: depth.messagesDelayed,
    deadLetters: depth.deadLetters,
    dropped: depth.dropped,
  }))
}

export function nodeViews(platform: Platform) {
  return [...ownNodes(platform), ...heardNodes(platform)]
}

/** Of what runs on other machines only the count is heard. */
function heardNodes(platform: Platform): ReturnType<typeof ownNodes> {
  const now = steadyNow()
  const own = new Set(platform.nodes().map(({ name }) => name))
  return platform
    .heardNodes()
    .filter(({ name }) => !own.has(name))
    .map(({ name, region, heartbeatAt, instances }) => ({
      ...{ name, region, instances },
      state: now - heartbeatAt <= silentAfterMs ? ('alive' as const) : ('dead' as const),
      heartbeatAt: iso(heartbeatAt),
      ...{ simulated: false, standby: 0, frozen: 0, sources: [] },
    }))
}

function ownNodes(platform: Platform) {
  return platform.nodes().map((node) => ({
    name: node.name,
    region: node.region,
    state: isAlive(node.heartbeatAt, steadyNow()) ? ('alive' as const) : ('dead' as const),
    heartbeatAt: iso(node.heartbeatAt),
    simulated: node.simulated,
    instances: node.instances.filter((instance) => !isSource(platform, instance.function)).length,
    standby: node.standby,
    frozen: node.frozen,
    sources: node.instances
      .filter((instance) => isSource(platform, instance.function))
      .map((instance) => `${instance.function}-${instance.region}`),
  }))
}

export function regionViews(platform: Platform) {
  const health = new Map(platform.regions.map(({ name }) => [name, platform.health(name)]))
  const usable = new Set([...health].flatMap(([name, { state }]) => (state === 'dead' ? [] : [name])))
  return platform.regions.map((region, rank) => ({
    name: region.name,
    title: region.title ?? { en: region.name },
    place: region.place,
    core: region.core,
    state: usable.has(region.name) ? ('alive' as const) : ('dead' as const),
    // Finer, and why: a region that sleeps or whose line is cut is not dead.
    health: health.get(region.name) ?? null,
    servedBy: placeWork('nearest', region, platform.regions, usable)?.name ?? null,
    rank,
  }))
}

export async function deadLetterViews(platform: Platform, name: string | undefined) {
  const lanes = name === undefined ? platform.lanes() : platform.lanesOf(name)
  const letters = await Promise.all(
    lanes.map(async ({ queue, spec, home }) =>
      (await queue.deadLetters()).map((letter) => ({
        id: `${queue.name}:${letter.id}`,
        queue: queue.name,
        function: spec.name,
        region: home.name,
        reason: letter.reason,
        attempts: letter.attempts,
        deadAt: iso(letter.deadAt),
        event: withoutBytes(eventToJson(letter.event)),
      })),
    ),
  )
  return letters.flat()
}

export function traceView(platform: Platform, traceId: string) {
  return platform.traces.spans(traceId).map((span) => {
    const { spanId, parentId } = span
    return {
      ...stepView(span),
      ...(spanId === undefined ? {} : { spanId }),
      ...(parentId === undefined ? {} : { parentId }),
      attributes: semanticAttributes(span, platform.queueSystem),
    }
  })
}

export type SegmentView = ReturnType<typeof traceView>[number]

/** Milliseconds by which the clocks of processes of one machine differ. */
const fraction = 2

/** A span, or a step of a critical path. */
export function stepView({ name, startedAt, endedAt, ...rest }: Step) {
  const { function: by, region, node, tier, attempt, error } = rest
  return {
    name,
    ...(by === undefined ? {} : { function: by }),
    ...(region === undefined ? {} : { region }),
    ...(node === undefined ? {} : { node }),
    ...(tier === undefined ? {} : { tier }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(error === undefined ? {} : { error }),
    start: iso(startedAt),
    // Whoever began it has another clock than whoever ended it: no step takes less than no time, and by how much is told.
    ...(endedAt < startedAt - fraction ? { clockSkew: Math.round(startedAt - endedAt) } : {}),
    duration: Math.max(0, Math.round((endedAt - startedAt) * 1000) / 1000),
  }
}

export const iso = (epochMs: number): string => new Date(epochMs).toISOString()

const isFunction = ({ spec }: Lane): boolean => spec.kind === 'Function'
const isSource = (platform: Platform, name: string): boolean =>
  platform.lanesOf(name).some(({ spec }) => spec.kind === 'Source')

function withoutBytes({ data_base64: bytes, ...event }: Record<string, unknown>): Record<string, unknown> {
  return bytes === undefined ? event : { ...event, dataBytes: Math.floor((String(bytes).length * 3) / 4) }
}
