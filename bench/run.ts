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
const { ours, other } = await benchmark.measure()
const result = {
  name,
  measures: benchmark.measures,
  unit: benchmark.unit,
  ours: { what: benchmark.ours, median: median(ours), min: Math.min(...ours), runs: ours.length },
  other: { what: benchmark.other, median: median(other), min: Math.min(...other), runs: other.length },
  ratio: rounded(median(ours) / median(other)),
  machine: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  date: new Date().toISOString(),
}
if (flags.includes('--json')) console.log(JSON.stringify(result))
else {
  console.log(`${benchmark.measures} (${benchmark.unit}; median, minimum)`)
  for (const side of [result.ours, result.other]) {
    console.log(`  ${side.what.padEnd(44)} ${side.median}  ${rounded(side.min)}   of ${side.runs}`)
  }
  console.log(`  ratio ${result.ratio}\n${result.machine}, ${result.date}`)
}
process.exit(0)

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return rounded(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN)
}

function rounded(value: number): number {
  return Number(value.toPrecision(3))
}
