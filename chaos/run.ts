// npm run chaos -- --seed N --faults M: a city under events and faults, and a table of what became of them.
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { brokerProblem, networkProblem } from './broker-faults.ts'
import { type ChaosOptions, type ChaosResult, chaos } from './chaos.ts'
import { postgresProblem } from './city/postgres-server.ts'
import { diskProblem } from './disk-faults.ts'
import { edgeAlone } from './edge/edge-alone.ts'
import { edgeReport } from './edge/edge-report.ts'
import { load } from './load/load.ts'
import { loadReport } from './load/load-report.ts'
import { printTable, totals } from './table.ts'

const { values } = parseArgs({
  options: {
    platform: { type: 'boolean', default: false },
    'edge-alone': { type: 'boolean', default: false },
    load: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    faults: { type: 'string', default: '100' },
    rate: { type: 'string' },
    minutes: { type: 'string' },
    queue: { type: 'string' },
    store: { type: 'string' },
    only: { type: 'string' },
    disk: { type: 'boolean' },
  },
  allowNegative: true,
})
const number = (name: string, text: string) => {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  console.error(`--${name} must be a number above 0.`)
  process.exit(1)
}
const oneOf = <Word extends string>(name: string, text: string, words: readonly Word[]): Word => {
  const found = words.find((word) => word === text)
  if (found !== undefined) return found
  console.error(`--${name} must be ${words.join(' or ')}.`)
  process.exit(1)
}

const subject = values.platform ? 'platform' : 'city'
const common = {
  subject,
  eventsPerSecond: number('rate', values.rate ?? (subject === 'city' ? '3' : '20')),
  only: values.only,
  said: (line: string) => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`),
} as const
const [seed, faults, minutes] = [
  number('seed', values.seed),
  number('faults', values.faults),
  number('minutes', values.minutes ?? (values['edge-alone'] ? '10' : '120')),
]
const machine = () =>
  `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${new Date().toISOString()}`

if (values['edge-alone']) {
  const problem = brokerProblem() ?? networkProblem()
  if (problem !== undefined) {
    console.error(`Skipped: ${problem}.`)
    process.exit(0)
  }
  const fine = edgeReport(
    await edgeAlone({ minutes, perSecond: number('rate', values.rate ?? '2'), said: common.said }),
  )
  console.log(machine())
  process.exit(fine ? 0 : 1)
}

if (values.load) {
  const seconds = 60 * number('minutes', values.minutes ?? '1')
  const fine = loadReport(
    await load({ rate: number('rate', values.rate ?? '10000'), seconds, said: common.said }),
  )
  console.log(machine())
  process.exit(fine ? 0 : 1)
}

type Part = Pick<ChaosOptions, 'queue' | 'store' | 'disk'>

/** What was asked for; else both ways of running a city, as far as this machine can. */
function parts(): Part[] {
  const asked = [values.queue, values.store, values.disk].some((value) => value !== undefined)
  const disk = values.disk ?? (!values.platform && diskProblem() === undefined)
  const embedded: Part = { queue: 'embedded', store: 'sqlite', disk }
  const others: Part = {
    queue: brokerProblem() === undefined ? 'amqp' : 'embedded',
    store: postgresProblem() === undefined ? 'postgres' : 'sqlite',
    disk: false,
  }
  if (asked) {
    const queue = oneOf('queue', values.queue ?? 'embedded', ['embedded', 'amqp'])
    const store = oneOf('store', values.store ?? 'sqlite', ['sqlite', 'postgres'])
    return [{ queue, store, disk: values.disk ?? false }]
  }
  if (values.platform || (others.queue === 'embedded' && others.store === 'sqlite')) return [embedded]
  return [embedded, others]
}

function unable({ queue, store, disk }: Part): string | undefined {
  return (
    (queue === 'amqp' ? brokerProblem() : undefined) ??
    (store === 'postgres' ? postgresProblem() : undefined) ??
    (disk ? diskProblem() : undefined)
  )
}

const chosen = parts()
let failed = false
for (const [index, part] of chosen.entries()) {
  const problem = unable(part)
  if (problem !== undefined) {
    console.error(`Skipped: ${problem}.`)
    continue
  }
  if (part.queue === 'amqp' && networkProblem() !== undefined)
    console.error(`No faults of the network: ${networkProblem()}`)
  const share =
    Math.ceil((faults * (index + 1)) / chosen.length) - Math.ceil((faults * index) / chosen.length)
  if (share === 0) continue
  const title = `${subject}, queue ${part.queue}${subject === 'city' ? `, store ${part.store}` : ''}${part.disk ? ', small disk' : ''}`
  common.said(title)
  const each = { ...common, ...part, seed: seed + index, faults: share, minutes: minutes / chosen.length }
  report(title, await chaos(each), each.seed)
}
console.log(machine())
process.exit(failed ? 1 : 0)

function report(title: string, { rows, remarks, problems, refused, seconds }: ChaosResult, seed: number) {
  console.log(`${title}\n`)
  printTable(rows)
  const { faults, lost, doubled } = totals(rows)
  console.log(
    `\n${faults} faults, lost ${lost}, doubled ${doubled}, in ${Math.round(seconds)} s with seed ${seed}`,
  )
  if (refused.size > 0)
    console.log(`not accepted: ${[...refused].map(([what, count]) => `${count} (${what})`).join(', ')}`)
  for (const line of [...remarks, ...problems]) console.log(line)
  for (const { kind, lost, doubled } of rows) {
    if (lost.length > 0) console.log(`lost after ${kind}: ${lost.join(' ')}`)
    if (doubled.length > 0) console.log(`doubled after ${kind}: ${doubled.join(' ')}`)
  }
  console.log('')
  failed ||= lost + doubled + problems.length > 0
}
