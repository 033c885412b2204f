// `npm run fuzz -- TARGET --seconds N [--seed S]`: texts made by chance, led by what code they reach, until the time is up.
// What breaks a target is printed and kept in fuzz/findings; what reached new code is kept in memory, or with `--keep` in fuzz/corpus.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openCoverage } from './coverage.ts'
import { chance, mutated } from './mutate.ts'
import { targets } from './targets.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    keep: { type: 'boolean', default: false },
  },
})
const [name = ''] = positionals
const open = targets[name]
if (open === undefined) {
  console.error(`Give one of ${Object.keys(targets).join(', ')}.`)
  process.exit(2)
}

/** Longer than this, and somebody can keep a parser busy with little. */
const slowMs = 1_000
const batchSize = 32

const here = import.meta.dirname
const corpusFolder = join(here, 'corpus', name)
const kept = existsSync(corpusFolder)
  ? readdirSync(corpusFolder).map((file) => readFileSync(join(corpusFolder, file), 'latin1'))
  : []
await using target = await open()
await using coverage = await openCoverage((url) => /\/(platform|safety)\/src\//.test(url))
const random = chance(Number(values.seed))
const corpus: string[] = []
const findings = new Set<string>()
let runs = 0

/** Runs a text, and tells of it when something does not hold. */
async function attempt(text: string): Promise<void> {
  runs++
  const began = performance.now()
  try {
    await target.run(text)
    const tookMs = performance.now() - began
    if (tookMs > slowMs) throw new Error(`it took ${Math.round(tookMs)} ms`)
  } catch (error) {
    const words = (error as Error).stack?.split('\n').slice(0, 3).join('\n') ?? String(error)
    const kind = words.replace(/\d+/g, 'N')
    if (findings.has(kind)) return
    findings.add(kind)
    console.error(`${words}\nfrom ${keep('findings', text)}`)
  }
}

/** Runs a text by itself, and keeps it when it reaches something new. */
async function learn(text: string): Promise<void> {
  await attempt(text)
  if ((await coverage.fresh()) === 0) return
  corpus.push(text)
  if (values.keep) keep(`corpus/${name}`, text)
}

function keep(folder: string, text: string): string {
  mkdirSync(join(here, folder), { recursive: true })
  const file = join(here, folder, createHash('sha256').update(text).digest('hex').slice(0, 12))
  writeFileSync(file, text, 'latin1')
  return file
}

await coverage.fresh()
for (const text of [...target.seeds, ...kept]) await learn(text)
const until = performance.now() + Number(values.seconds) * 1000
const any = () => corpus[Math.floor(random() * corpus.length)] ?? ''
while (performance.now() < until) {
  // To ask V8 takes longer than most texts: it is asked for many at once, and again for each when there is something new.
  const batch = Array.from({ length: batchSize }, () => mutated(any(), any(), target.words, random))
  for (const text of batch) await attempt(text)
  if (await coverage.anyFresh()) for (const text of batch) await learn(text)
}
const summary = {
  target: name,
  seed: Number(values.seed),
  runs,
  corpus: corpus.length,
  blocks: coverage.blocks,
  findings: findings.size,
}
console.log(JSON.stringify(summary))
process.exitCode = findings.size === 0 ? 0 : 1
