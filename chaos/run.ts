// npm run chaos -- --seed N --faults M: a platform under events and faults, and a table of what became of them.
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { brokerProblem, chaos, diskProblem } from './chaos.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    faults: { type: 'string', default: '100' },
    rate: { type: 'string', default: '20' },
    minutes: { type: 'string', default: '30' },
    queue: { type: 'string', default: 'embedded' },
    only: { type: 'string' },
    disk: { type: 'boolean', default: false },
  },
})
const number = (name: 'seed' | 'faults' | 'rate' | 'minutes') => {
  const value = Number(values[name])
  if (Number.isFinite(value) && value > 0) return value
  console.error(`--${name} must be a number above 0.`)
  process.exit(1)
}
if (values.queue !== 'embedded' && values.queue !== 'amqp') {
  console.error('--queue must be embedded or amqp.')
  process.exit(1)
}
const unable = (values.queue === 'amqp' && brokerProblem()) || (values.disk && diskProblem())
if (unable) {
  console.error(`Skipped: ${unable}.`)
  process.exit(0)
}

const { rows, problems, refused, seconds } = await chaos({
  seed: number('seed'),
  faults: number('faults'),
  eventsPerSecond: number('rate'),
  minutes: number('minutes'),
  queue: values.queue,
  disk: values.disk,
  only: values.only,
  said: (line) => console.error(line),
})

const table = rows
  .toSorted((a, b) => b.faults - a.faults)
  .map(({ kind, faults, accepted, posted, deadLetters, lost, doubled }) => {
    return { kind, figures: [faults, accepted, posted, deadLetters, lost.length, doubled.length] }
  })
const totals = columns().map((_, column) => table.reduce((sum, { figures }) => sum + figures[column]!, 0))
print('fault', columns())
for (const { kind, figures } of table) print(kind, figures)
print('all', totals)
const [lost = 0, doubled = 0] = totals.slice(-2)
console.log(`\nlost ${lost}, doubled ${doubled}, in ${Math.round(seconds)} s with seed ${values.seed}`)
if (refused.size > 0)
  console.log(`not accepted: ${[...refused].map(([what, count]) => `${count} (${what})`).join(', ')}`)
for (const problem of problems) console.log(problem)
for (const { kind, lost, doubled } of rows) {
  if (lost.length > 0) console.log(`lost after ${kind}: ${lost.join(' ')}`)
  if (doubled.length > 0) console.log(`doubled after ${kind}: ${doubled.join(' ')}`)
}
console.log(
  `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${new Date().toISOString()}`,
)
process.exit(lost + doubled + problems.length > 0 ? 1 : 0)

function columns(): string[] {
  return ['faults', 'accepted', 'posted', 'dead letters', 'lost', 'doubled']
}

function print(first: string, cells: readonly (string | number)[]) {
  console.log(first.padEnd(24) + cells.map((cell) => String(cell).padStart(14)).join(''))
}
