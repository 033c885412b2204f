import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type NetworkNamespace, networkNamespace } from '../platform/src/testing/network-namespace.ts'
import { rabbitmqNode } from '../platform/src/testing/rabbitmq-node.ts'
import { brokerKilled, networkFaults, networkProblem } from './broker-faults.ts'
import { citySubject } from './city/city-subject.ts'
import { diskFull, smallDisk } from './disk-faults.ts'
import type { Fault } from './fault.ts'
import { platformSubject } from './platform-subject.ts'
import { publisher } from './publisher.ts'
import { random } from './random.ts'
import { act, quiet } from './server-api.ts'
import { serverFaults } from './server-faults.ts'
import { lastLines, left } from './server-process.ts'
import type { Setting } from './subject.ts'
import { type Row, verdict } from './verdict.ts'

export interface ChaosOptions {
  /** The whole city, or the platform with two functions. */
  readonly subject: 'city' | 'platform'
  /** The same seed chooses the same faults in the same order; when each hits what, the machine decides too. */
  readonly seed: number
  readonly faults: number
  readonly eventsPerSecond: number
  /** After so many no further fault comes. */
  readonly minutes: number
  /** `amqp` has a RabbitMQ broker of its own, which is hit too, and so is the line to it where it can have a network of its own. */
  readonly queue: 'embedded' | 'amqp'
  /** Of the city: `postgres` has a server of its own, which is hit too. */
  readonly store: 'sqlite' | 'postgres'
  /** The data directory lies on a small disk, which is filled; needs root. */
  readonly disk: boolean
  /** Only faults whose kind has these words. */
  readonly only?: string | undefined
  /** Told of each fault. */
  readonly said?: (line: string) => void
}

export interface ChaosResult {
  readonly rows: readonly Row[]
  /** What else was seen. */
  readonly remarks: readonly string[]
  /** What else must not be: orphans, replicas that stay, a server that ended by itself. */
  readonly problems: readonly string[]
  /** Publishes without a promise, by what was answered. */
  readonly refused: ReadonlyMap<string, number>
  readonly seconds: number
}

const diskMebibytes = { platform: 16, city: 64 } as const

/** Strikes a city or a platform under steady events, and asks the ledger afterwards. */
export async function chaos(options: ChaosOptions): Promise<ChaosResult> {
  const began = performance.now()
  const dice = random(options.seed)
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-chaos-'))
  await using ending = new AsyncDisposableStack()
  ending.defer(() => rmSync(folder, { recursive: true, force: true }))
  const data = join(folder, 'data')
  mkdirSync(data)
  if (options.disk) ending.defer(smallDisk(data, diskMebibytes[options.subject]))
  const broker = options.queue === 'amqp' ? await ownBroker(ending) : undefined
  const subjectOf = options.subject === 'city' ? citySubject : platformSubject
  const eventDice = random(options.seed + 1)
  const subject = ending.use(
    await subjectOf({ folder, data, random: dice, eventDice, broker, store: options.store }),
  )
  const { server, nodes, fates } = subject
  await server.start()
  const publishing = publisher({ url: server.url, perSecond: options.eventsPerSecond, event: subject.event })
  ending.defer(() => publishing.stop())
  const kinds: Fault[] = [
    ...serverFaults({ server, publisher: publishing, random: dice, nodes, fates }),
    ...(broker === undefined ? [] : [brokerKilled(broker, dice)]),
    ...(broker?.namespace === undefined ? [] : networkFaults(broker.namespace, dice)),
    ...(options.disk ? [diskFull(data, dice)] : []),
    ...subject.faults,
  ].filter(({ kind }) => kind.includes(options.only ?? ''))
  const struck = new Map<string, number>()
  const problems: string[] = []

  for (let fault = 1; fault <= options.faults; fault++) {
    if (performance.now() - began > options.minutes * 60_000) {
      problems.push(`Only ${fault - 1} of ${options.faults} faults fitted into ${options.minutes} minutes.`)
      break
    }
    const { kind, strike } = dice.weighted(kinds)
    options.said?.(`${fault}/${options.faults} ${kind}`)
    struck.set(kind, (struck.get(kind) ?? 0) + 1)
    publishing.underFault(kind)
    const crashes = server.crashes
    problems.push(...(await strike()).map((problem) => `${kind}: ${problem}`))
    await sleep(dice.between(100, 900))
    if (server.crashes > crashes) {
      problems.push(`${kind}: it ended by itself: ${lastLines(server.log)}`)
      await server.start()
    }
  }
  await publishing.stop()
  await subject.calm()
  options.said?.('no further faults; waiting until all is quiet')
  await sleep(5000)
  for (const node of nodes) await act(`${server.url}/api/nodes/${node}/start`)
  problems.push(...(await quiet(server.url, subject.quietWithinMs)))
  const ledger = await subject.ledger(publishing.accepted.map(({ id }) => id))
  const remarks = await subject.remarks()
  problems.push(...remarks.problems)
  await server.stop()
  problems.push(...(await left(server)))
  const rows = verdict({ accepted: publishing.accepted, ...ledger }, struck)
  if (problems.length > 0 || rows.some(({ lost, doubled }) => lost.length + doubled.length > 0))
    problems.push(...kept(folder, ending))
  const seconds = (performance.now() - began) / 1000
  return { rows, remarks: remarks.said, problems, refused: publishing.refused, seconds }
}

/** A broker of its own, in a network of its own where there can be one. */
async function ownBroker(ending: AsyncDisposableStack): Promise<Setting['broker']> {
  let namespace: NetworkNamespace | undefined
  if (networkProblem() === undefined) namespace = ending.use(await networkNamespace())
  const broker = ending.use(await rabbitmqNode(namespace === undefined ? {} : { namespace }))
  broker.start()
  return Object.assign(broker, { namespace })
}

/** What went wrong can be looked into where it happened. */
function kept(folder: string, ending: AsyncDisposableStack): string[] {
  const copy = `${folder}-kept`
  ending.defer(() => {
    if (existsSync(join(folder, 'server.log'))) cpSync(folder, copy, { recursive: true })
  })
  return [`Log, queues and ledger are kept in ${copy}.`]
}
