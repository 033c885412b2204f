import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, freePort, kedaClient, rabbitmqNode } from '@bonghwa/platform/testing'
import { Connection } from 'rabbitmq-client'
import type { Benchmark } from './benchmark.ts'

const lanes = 1_000
const eventsPerSecond = 10_000
const loadMs = 20_000
/** Lanes at rest, each of which is rung once while the others are busy. */
const rested = 100
const exchange = 'bonghwa'

const benchmark: Benchmark = {
  measures: `an event's ring, heard by KEDA, while ${lanes} lanes get ${eventsPerSecond} events/s (Linux)`,
  unit: 'ms from publish',
  ours: 'the doorbell, as its gRPC client hears it',
  other: 'a bare consumer of a queue with the same binding',
  async measure() {
    await using broker = await rabbitmqNode()
    broker.start()
    const connection = new Connection(broker.url)
    connection.on('error', () => {})
    await eventually(() => connection.onConnect(1_000, true), 60_000)
    await connection.exchangeDeclare({ exchange, type: 'topic', durable: true })
    const [port, metricsPort] = [await freePort(), await freePort()]
    const command = [join(import.meta.dirname, '../platform/src/cli/main.ts'), 'doorbell']
    const doorbell = spawn(
      process.execPath,
      [...command, '--queue', broker.url, '--port', String(port), '--metrics-port', String(metricsPort)],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    await once(doorbell.stdout, 'data')
    // The lanes themselves, which the doorbell looks into.
    for (const name of [...Array(lanes).keys()]
      .map((n) => `busy-${n}`)
      .concat([...Array(rested).keys()].map((n) => `rested-${n}`)))
      await connection.queueDeclare({ queue: laneOf(name).queueName, durable: true })
    const keda = kedaClient(`127.0.0.1:${port}`)
    const asked = performance.now()
    for (let n = 0; n < lanes; n++) keda.stream(laneOf(`busy-${n}`))

    const channel = await connection.acquire()
    const told = new Map<number, () => void>()
    for (let n = 0; n < rested; n++) keda.stream(laneOf(`rested-${n}`), () => told.get(n)?.())
    const { queue } = await channel.queueDeclare({ queue: '', exclusive: true })
    for (let n = 0; n < rested; n++)
      await channel.queueBind({ exchange, queue, routingKey: keyOf(`rested-${n}`) })
    const came = new Map<string, () => void>()
    await channel.basicConsume({ queue, noAck: true }, ({ routingKey }) => came.get(routingKey)?.())
    // An event that comes before its bell hangs is not heard, but found when it does.
    await eventually(async () => {
      const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
      const [, bells] = /^bonghwa_doorbell_bells (\d+)$/m.exec(text) ?? []
      if (Number(bells) < lanes + rested) throw new Error(`${bells} bells hang`)
    }, 120_000)
    const hungAfterMs = performance.now() - asked
    await sleep(2_000)

    // Whoever rings does not stand in one line with the crowd: that line is the broker's to slow down when it cannot follow.
    const crowd = new Connection(broker.url)
    crowd.on('error', () => {})
    const publishing = await crowd.acquire()
    let loaded = true
    const load = (async () => {
      const began = performance.now()
      let sent = 0
      while (loaded) {
        const due = ((performance.now() - began) / 1000) * eventsPerSecond
        for (; sent < due; sent++) {
          await publishing.basicPublish({ exchange, routingKey: keyOf(`busy-${sent % lanes}`) }, 'x')
        }
        await sleep(5)
      }
      return sent
    })()
    await sleep(2_000)
    const [cpuBefore, from] = [cpuSeconds(doorbell.pid ?? 0), performance.now()]
    const ours: number[] = []
    const other: number[] = []
    for (let n = 0; n < rested; n++) {
      const name = `rested-${n}`
      const rung = Promise.withResolvers<void>()
      const consumed = Promise.withResolvers<void>()
      const at = performance.now()
      told.set(n, () => {
        ours.push(performance.now() - at)
        told.delete(n)
        rung.resolve()
      })
      came.set(keyOf(name), () => {
        other.push(performance.now() - at)
        consumed.resolve()
      })
      await channel.basicPublish({ exchange, routingKey: keyOf(name) }, 'x')
      await Promise.all([rung.promise, consumed.promise])
      await sleep(loadMs / rested)
    }
    const seconds = (performance.now() - from) / 1000
    const perCent = ((cpuSeconds(doorbell.pid ?? 0) - cpuBefore) / seconds) * 100
    loaded = false
    const sent = await load
    keda.close()
    doorbell.kill('SIGTERM')
    await once(doorbell, 'exit')
    // Closing waits for channels that are in use.
    connection.unsafeDestroy()
    crowd.unsafeDestroy()
    const slowest = (times: readonly number[]) => Math.max(...times).toFixed(1)
    if (process.env.BONGHWA_RINGS)
      console.error(ours.map((each, n) => `${each.toFixed(1)}/${other[n]?.toFixed(1)}`).join(' '))
    return {
      ours,
      other,
      remarks: [
        `the doorbell used ${perCent.toFixed(1)} % of a core; ${Math.round(sent / (seconds + 2))} events/s were published; the slowest ring came after ${slowest(ours)} ms, the slowest message of the bare consumer after ${slowest(other)}; ${lanes + rested} bells hung ${(hungAfterMs / 1000).toFixed(1)} s after they were asked for`,
      ],
    }
  },
}

export default benchmark

const keyOf = (name: string): string => `dev.bonghwa.bench.${name}.seoul`
const laneOf = (name: string) => ({ queueName: `fn.${name}.seoul`, routingKeys: keyOf(name), value: '5' })

function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
