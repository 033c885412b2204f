import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { rabbitmqNode, rabbitmqServer } from '../platform/src/testing/rabbitmq-node.ts'
import { faults, left } from './faults.ts'
import { platformProcess } from './platform-process.ts'
import { publisher } from './publisher.ts'
import { random } from './random.ts'
import { type Row, verdict } from './verdict.ts'

export interface ChaosOptions {
  /** The same seed chooses the same faults in the same order; when each hits what, the machine decides too. */
  readonly seed: number
  readonly faults: number
  readonly eventsPerSecond: number
  /** After so many no further fault comes. */
  readonly minutes: number
  /** `amqp` has a RabbitMQ broker of its own, which is hit too. */
  readonly queue: 'embedded' | 'amqp'
  /** The data directory lies on a small disk, which is filled; needs root. */
  readonly disk: boolean
  /** Only faults whose kind has these words. */
  readonly only?: string | undefined
  /** Told of each fault. */
  readonly said?: (line: string) => void
}

export interface ChaosResult {
  readonly rows: readonly Row[]
  /** What else must not be: orphans, replicas that stay, a platform that ended by itself. */
  readonly problems: readonly string[]
  /** Publishes without a promise, by what was answered. */
  readonly refused: ReadonlyMap<string, number>
  readonly seconds: number
}

const regions = ['seoul', 'busan']
const nodes = ['seoul-1', 'seoul-2', 'busan-1']

/** Strikes a platform under steady events, and asks the ledger afterwards. */
export async function chaos(options: ChaosOptions): Promise<ChaosResult> {
  const began = performance.now()
  const dice = random(options.seed)
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-chaos-'))
  await using ending = new AsyncDisposableStack()
  ending.defer(() => rmSync(folder, { recursive: true, force: true }))
  const ledger = prepare(folder)
  const data = join(folder, 'data')
  mkdirSync(data)
  if (options.disk) ending.defer(smallDisk(data))
  const broker = options.queue === 'amqp' ? ending.use(await rabbitmqNode()) : undefined
  broker?.start()
  const platform = await platformProcess(folder, data, broker === undefined ? [] : ['--queue', broker.url])
  ending.defer(() => platform.kill())
  await platform.start()
  const publishing = publisher({
    url: platform.url,
    ledger,
    regions,
    perSecond: options.eventsPerSecond,
    random: random(options.seed + 1),
  })
  ending.defer(() => publishing.stop())
  const disk = options.disk ? data : undefined
  const kinds = faults({ platform, publisher: publishing, random: dice, nodes, broker, disk }).filter(
    ({ kind }) => kind.includes(options.only ?? ''),
  )
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
    const crashes = platform.crashes
    problems.push(...(await strike()).map((problem) => `${kind}: ${problem}`))
    await sleep(dice.between(100, 900))
    if (platform.crashes > crashes) {
      problems.push(`${kind}: the platform ended by itself: ${lastLines(platform.log)}`)
      await platform.start()
    }
  }
  await publishing.stop()
  options.said?.('no further faults; waiting until all is quiet')
  await sleep(5000)
  for (const node of nodes) await fetch(`${platform.url}/api/nodes/${node}/start`, { method: 'POST' })
  problems.push(...(await quiet(platform.url)))
  const dead = { record: await deadIds(platform.url, 'record'), post: await deadIds(platform.url, 'post') }
  await platform.stop()
  problems.push(...(await left(platform)))
  const rows = verdict({ accepted: publishing.accepted, ...written(ledger), dead }, struck)
  if (problems.length > 0 || rows.some(({ lost, doubled }) => lost.length + doubled.length > 0))
    problems.push(...kept(folder, ending))
  return { rows, problems, refused: publishing.refused, seconds: (performance.now() - began) / 1000 }
}

/** Functions of the platform's own, two regions, and a ledger. */
function prepare(folder: string): string {
  cpSync(join(import.meta.dirname, 'functions'), join(folder, 'functions'), { recursive: true })
  const region = (name: string, latitude: number, of: string[], core: boolean) => ({
    name,
    place: { latitude, longitude: 127 },
    core,
    nodes: of,
  })
  const config = {
    apiVersion: 'bonghwa.dev/v1',
    kind: 'Platform',
    spec: {
      regions: [
        region('seoul', 37.5, ['seoul-1', 'seoul-2'], true),
        region('busan', 35.2, ['busan-1'], false),
      ],
    },
  }
  // YAML takes JSON as it is.
  writeFileSync(join(folder, 'functions/bonghwa.yaml'), JSON.stringify(config))
  const ledger = join(folder, 'ledger')
  mkdirSync(ledger)
  using posts = new DatabaseSync(join(ledger, 'posts.db'))
  posts.exec(`PRAGMA journal_mode = WAL;
    CREATE TABLE claims (event TEXT PRIMARY KEY);
    CREATE TABLE posts (event TEXT, pid INTEGER);`)
  return ledger
}

/** @returns how to take it away again */
function smallDisk(at: string): () => void {
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', at])
  if (mounted.status !== 0) throw new Error(`No small disk could be mounted: ${mounted.stderr}`)
  return () => void spawnSync('umount', [at])
}

/** Whether this machine lets us fill a disk, and why not. */
export function diskProblem(): string | undefined {
  return process.platform !== 'linux' || process.getuid?.() !== 0
    ? 'a small disk is mounted by root, on Linux'
    : undefined
}

export const brokerProblem = (): string | undefined =>
  rabbitmqServer === undefined ? 'there is no rabbitmq-server' : undefined

const quietWithinMs = 180_000

/** Waits until no event waits and every replica has gone. */
async function quiet(url: string): Promise<string[]> {
  const deadline = performance.now() + quietWithinMs
  for (;;) {
    const queues = await json<Record<string, number | string>[]>(`${url}/api/queues`)
    const functions = await json<{ name: string; replicas: number }[]>(`${url}/api/functions`)
    const waiting = queues.filter(
      (queue) =>
        Number(queue.messagesReady) + Number(queue.messagesUnacknowledged) + Number(queue.messagesDelayed) >
        0,
    )
    const awake = functions.filter(({ replicas }) => replicas > 0)
    if (waiting.length + awake.length === 0) return []
    if (performance.now() > deadline)
      return [
        ...waiting.map((queue) => `Events still wait: ${JSON.stringify(queue)}`),
        ...awake.map(({ name, replicas }) => `${name} still has ${replicas} replicas.`),
      ]
    await sleep(250)
  }
}

async function json<Body>(url: string): Promise<Body> {
  return (await (await fetch(url)).json()) as Body
}

async function deadIds(url: string, name: string): Promise<ReadonlySet<string>> {
  const letters = await json<{ event: { id: string } }[]>(`${url}/api/deadletters?function=${name}`)
  return new Set(letters.map(({ event }) => event.id))
}

function written(ledger: string) {
  const file = join(ledger, 'handled.jsonl')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  using database = new DatabaseSync(join(ledger, 'posts.db'))
  const posts = database.prepare('SELECT event AS id FROM posts').all() as { id: string }[]
  return {
    recorded: counted(lines.map((line) => JSON.parse(line) as { id: string })),
    posted: counted(posts),
  }
}

function counted(items: readonly { readonly id: string }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { id } of items) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

const lastLines = (file: string) => readFileSync(file, 'utf8').trim().split('\n').slice(-5).join('\n')

/** What went wrong can be looked into where it happened. */
function kept(folder: string, ending: AsyncDisposableStack): string[] {
  const copy = `${folder}-kept`
  ending.defer(() => {
    if (existsSync(join(folder, 'platform.log'))) cpSync(folder, copy, { recursive: true })
  })
  return [`Log, queues and ledger are kept in ${copy}.`]
}
