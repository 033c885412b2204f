import type { CloudEvent } from '../event/cloud-event.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import type { CronTrigger } from '../function/on.ts'
import { topicMatches } from '../function/topic-filter.ts'
import { meets } from '../function/where.ts'
import { cronSchedule } from '../schedule/cron-schedule.ts'
import { cronTimer } from './cron-timer.ts'
import { MqttMissingError } from './errors.ts'
import { brokerAddress, type MqttInbox, mqttInbox, type ReceivedMessage } from './mqtt-inbox.ts'
import { eventOfMessage } from './mqtt-message.ts'
import { tickEvent } from './tick-event.ts'
import { untilSafe } from './until-safe.ts'

/** What wakes functions besides the events that somebody publishes: times that come, and messages of an MQTT broker. */
export interface Triggers extends AsyncDisposable {
  /**
   * Makes a function known, in place of what had its name before. Before `start` nothing wakes it, so that no message
   * finds only half of the functions.
   */
  add(spec: FunctionSpec): Promise<void>
  start(): Promise<void>
  /** Why a function's triggers cannot wake it, in words. */
  problem(name: string): string | undefined
}

export interface TriggersOptions {
  /** Resolves once the event is safe in a lane of the function of this name, and of no other. */
  readonly deliver: (name: string, event: CloudEvent) => Promise<void>
  /** Hears of messages of a function's topics that its `where` does not want. */
  readonly passedOver: (name: string, event: CloudEvent) => void
  readonly mqtt?: { readonly url: string; readonly clientId: string } | undefined
  /** Called when `problem` may say something else. */
  readonly changed: () => void
}

/** @throws MqttAddressError */
export function triggers({ deliver, passedOver, mqtt, changed }: TriggersOptions): Triggers {
  const broker = mqtt && brokerAddress(mqtt.url)
  const specs = new Map<string, FunctionSpec>()
  const undelivered = new Map<string, string>()
  const timers = new Map<string, DisposableStack>()
  const closing = new AbortController()
  let inbox: MqttInbox | undefined
  let started = false

  /** @returns whether the event is safe, which it is unless `signal` is aborted before */
  async function put(name: string, event: CloudEvent, signal: AbortSignal): Promise<boolean> {
    const note = (problem?: string) => {
      if (undelivered.get(name) === problem) return
      if (problem === undefined) undelivered.delete(name)
      else undelivered.set(name, problem)
      changed()
    }
    const safe = await untilSafe(
      () => deliver(name, event),
      signal,
      (error) => note(error.message),
    )
    if (safe) note()
    return safe
  }

  function tickFor(name: string, cron: CronTrigger) {
    let owed = new AbortController()
    const tick = (at: number) => {
      // A tick that could not be delivered until the next one is not made up.
      owed.abort()
      owed = new AbortController()
      void put(name, tickEvent(name, cron, at), AbortSignal.any([owed.signal, closing.signal]))
    }
    timers.get(name)?.use(cronTimer(cronSchedule(cron.cron, cron.timezone), tick))
  }

  async function receive(message: ReceivedMessage, signal: AbortSignal): Promise<boolean> {
    const event = eventOfMessage(message, broker ?? '', Date.now())
    const safe = await Promise.all(
      [...specs.values()].map((spec) => {
        const matching = spec.mqtt.filter(({ mqtt: filter }) => topicMatches(filter, message.topic))
        const trigger = matching.find(({ where }) => meets(where, event)) ?? matching[0]
        // Of several copies the function gets the one that came by the first of its triggers.
        if (!trigger || !message.cameBy(trigger.mqtt)) return true
        const region = event.region ?? trigger.region
        const regional = region === undefined ? event : { ...event, region }
        if (meets(trigger.where, event)) return put(spec.name, regional, signal)
        passedOver(spec.name, regional)
        return true
      }),
    )
    return safe.every(Boolean)
  }

  async function begin(spec: FunctionSpec) {
    timers.get(spec.name)?.dispose()
    timers.set(spec.name, new DisposableStack())
    for (const cron of spec.cron) tickFor(spec.name, cron)
    if (mqtt === undefined || spec.mqtt.length === 0) return
    inbox ??= await mqttInbox({ ...mqtt, receive, changed })
    inbox.subscribe(spec.mqtt.map((trigger) => trigger.mqtt))
  }

  return {
    async add(spec) {
      specs.set(spec.name, spec)
      if (started) await begin(spec)
    },
    async start() {
      started = true
      for (const spec of specs.values()) await begin(spec)
    },
    problem(name) {
      const wanted = specs.get(name)?.mqtt ?? []
      if (wanted.length > 0 && mqtt === undefined) return new MqttMissingError().message
      const unheard = wanted.map((trigger) => inbox?.problem(trigger.mqtt))
      return undelivered.get(name) ?? unheard.find((problem) => problem !== undefined)
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      for (const own of timers.values()) own.dispose()
      await inbox?.[Symbol.asyncDispose]()
    },
  }
}
