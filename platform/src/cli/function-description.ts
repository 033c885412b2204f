import type { functionViews } from '../gateway/views.ts'
import { age, table } from './table.ts'

export type FunctionView = ReturnType<typeof functionViews>[number]

/** Everything about one function, for people: facts, then its lanes, then its instances. */
export function functionDescription(view: FunctionView): string {
  const facts: readonly (readonly [string, string | number])[] = [
    ['Name', view.name],
    ['Handler', view.handler],
    ['Triggers', view.on.map(triggerName).join(', ') || '-'],
    ['Placement', view.placement],
    ['Delivery', view.delivery],
    [
      'Replicas',
      `${view.readyReplicas} ready of ${view.replicas}, from ${view.minReplicaCount} to ${view.maxReplicaCount}`,
    ],
    ['Cooldown', `${view.cooldownPeriod} s`],
    ['Waiting', `${view.messagesReady}, and ${view.messagesUnacknowledged} being handled`],
    ['Handled', `${view.invocations}, of which ${view.errors} failed`],
    ['Put aside', `${view.deadLetters} dead letters, ${view.dropped} dropped`],
    [
      'Woken',
      Object.entries(view.coldStarts)
        .map(([tier, count]) => `${count} ${tier}`)
        .join(', '),
    ],
    ['Awake', `${view.instanceSeconds} instance seconds in all`],
    ['Last active', view.lastActiveAt === null ? 'never' : `${age(view.lastActiveAt)} ago`],
    ['Held', heldText(view, true) || 'no'],
    ['Problem', view.problem ?? 'none'],
  ]
  const width = Math.max(...facts.map(([name]) => name.length)) + 2
  return [
    ...facts.map(([name, value]) => `${`${name}:`.padEnd(width)}${value}`),
    ...section('Lanes', laneTable(view), view.lanes.length),
    ...section('Instances', instanceTable(view), view.instances.length),
  ].join('\n')
}

/** An event's type, a schedule, or a topic filter. */
export const triggerName = (trigger: FunctionView['on'][number]): string =>
  'type' in trigger ? trigger.type : 'cron' in trigger ? trigger.cron : trigger.mqtt

/** Which of its lanes a person holds, and at what: `paused`, `at 3`, `paused in seoul`; empty when none. */
export function heldText({ lanes }: FunctionView, withWhom = false): string {
  const all = lanes.map(({ region, hold }) => {
    if (hold === null) return { region, text: '' }
    const count = hold.replicas === 0 ? 'paused' : `at ${hold.replicas}`
    const whom = hold.by === '' ? '' : ` by ${hold.by}`
    return { region, text: withWhom ? `${count} since ${hold.since}${whom}` : count }
  })
  const [first] = all
  if (all.every(({ text }) => text === first?.text)) return first?.text ?? ''
  return all.flatMap(({ region, text }) => (text === '' ? [] : [`${text} in ${region}`])).join(', ')
}

const section = (title: string, text: string, rows: number): string[] =>
  rows === 0 ? [] : ['', `${title}:`, text]

const laneTable = ({ lanes }: FunctionView): string =>
  table(
    ['NAME', 'RUNS IN', 'REPLICAS', 'WAITING', 'UNACKED'],
    lanes.map((lane) => [
      lane.name,
      lane.runsIn ?? 'nowhere',
      `${lane.readyReplicas}/${lane.replicas}`,
      lane.messagesReady,
      lane.messagesUnacknowledged,
    ]),
  )

const instanceTable = ({ instances }: FunctionView): string =>
  table(
    ['NAME', 'NODE', 'STATE', 'FROM', 'IN FLIGHT', 'AGE', 'PID'],
    instances.map((each) => [
      each.id,
      each.node,
      each.state,
      each.tier,
      each.inFlight,
      age(each.startedAt),
      each.pid,
    ]),
  )
