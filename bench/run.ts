// npm run bench -- NAME [--json]: one measurement, both sides in one run, with the machine and the date beside it.
import { globSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { basename, join } from 'node:path'
import type { Benchmark } from './benchmark.ts'

const [name, ...flags] = process.argv.slice(2)
const known = globSync('*.bench.ts', { cwd: import.meta.dirname }).map((file) => basename(file, '.bench.ts'))
if (name === undefined || !known.includes(name)) {
  console.error(`Usage: npm run bench -- NAME [--json]. There are: ${known.toSorted().join(', ')}.`)
  process.exit(1)
}

const { default: benchmark } = (await import(join(import.meta.dirname, `${name}.bench.ts`))) as {
  default: Benchmark
}
const { ours, other, further = [], remarks = [] } = await benchmark.measure()
const result = {
  name,
  measures: benchmark.measures,
  unit: benchmark.unit,
  ours: side(benchmark.ours, ours),
  other: side(benchmark.other, other),
  ratio: ratioTo(other),
  further: further.map((values, index) => ({
    ...side(benchmark.further?.[index] ?? '', values),
    ratio: ratioTo(values),
  })),
  remarks,
  machine: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  date: new Date().toISOString(),
}
if (flags.includes('--json')) console.log(JSON.stringify(result))
else {
  console.log(`${benchmark.measures} (${benchmark.unit}; median, minimum)`)
  const others = [{ ...result.other, ratio: result.ratio }, ...result.further]
  console.log(line(result.ours))
  for (const other of others) console.log(`${line(other)}, ratio ${other.ratio}`)
  for (const remark of remarks) console.log(`  ${remark}`)
  console.log(`${result.machine}, ${result.date}`)
}
process.exit(0)

function side(what: string, values: readonly number[]) {
  return { what, median: median(values), min: rounded(Math.min(...values)), runs: values.length }
}

function line({ what, median, min, runs }: ReturnType<typeof side>): string {
  return `  ${what.padEnd(52)} ${median}  ${min}   of ${runs}`
}

function ratioTo(values: readonly number[]): number {
  return rounded(median(ours) / median(values))
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return rounded(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN)
}

function rounded(value: number): number {
  return Number(value.toPrecision(3))
}
