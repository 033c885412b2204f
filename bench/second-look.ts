// What a second, closer look at what the detector suspects would buy, on the held-out images, and what it costs.
//
//   python3 training/held_out.py > held-out.jsonl
//   node bench/second-look.ts held-out.jsonl [--data FOLDER] [--model FOLDER]
//
// Of each image and incident label the best box of at least 0.1 is cut out, 1.6 and 2.5 times its size, enlarged to the
// model's input, and looked at again. Rows are ways to make one score of the three; AUC is how often an image of the
// label scores higher than one of anything else, and FOUND and FALSE are the shares that reach 0.5.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Detector, openDetector } from '../safety/src/detection/detector.ts'
import type { Box } from '../safety/src/frame/box.ts'
import { crop } from '../safety/src/frame/crop.ts'
import type { Frame } from '../safety/src/frame/frame.ts'
import { decodeJpeg } from '../safety/src/frame/jpeg.ts'
import { type IncidentLabel, incidentLabels } from '../safety/src/incident/incident.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: '../shared/data' },
    model: { type: 'string', default: join(import.meta.dirname, '../models/city-nano') },
  },
})

interface Looks {
  readonly first: number
  readonly near: number
  readonly wide: number
}

const ways: Readonly<Record<string, (looks: Looks) => number>> = {
  'first look alone': ({ first }) => first,
  'mean of first and near': ({ first, near }) => (first + near) / 2,
  'mean of first and wide': ({ first, wide }) => (first + wide) / 2,
  'mean of all three': ({ first, near, wide }) => (first + near + wide) / 3,
  'least of near and wide': ({ near, wide }) => Math.min(near, wide),
  'first, raised by what both show': ({ first, near, wide }) => Math.max(first, Math.min(near, wide)),
}

await using detector = await openDetector(values.model)
const anything = Object.fromEntries(detector.model.labels.map((label) => [label, 0.02]))
const images: { kind: string; looks: Readonly<Record<IncidentLabel, Looks>> }[] = []
const spent = { first: 0, second: 0, suspects: 0 }
for (const line of readFileSync(positionals[0] ?? 'held-out.jsonl', 'utf8')
  .trim()
  .split('\n')) {
  const { file, kind } = JSON.parse(line) as { file: string; kind: string }
  const frame = await decodeJpeg(readFileSync(join(values.data, 'detector', file)), { name: file })
  images.push({ kind, looks: await looksAt(detector, frame) })
}
const ms = (total: number, count: number) => (total / Math.max(1, count)).toFixed(1)
console.log(
  `${images.length} images: ${ms(spent.first, images.length)} ms a first look, ${ms(spent.second, spent.suspects)} ms more for each of ${spent.suspects} suspects`,
)
console.log(row('LABEL', 'SCORE', 'AUC', 'FOUND', 'FALSE'))
for (const label of incidentLabels) {
  const there = images.filter(({ kind }) => kind === label)
  // Images known to hold an accident somewhere are none of anything else.
  const elsewhere = images.filter(({ kind }) => kind !== label && kind !== `${label}_cls`)
  for (const [name, score] of Object.entries(ways)) {
    const [hits, misses] = [there, elsewhere].map((all) => all.map(({ looks }) => score(looks[label])))
    const reach = (scores: readonly number[]) => scores.filter((one) => one >= 0.5).length / scores.length
    console.log(
      row(label, name, auc(hits!, misses!).toFixed(3), reach(hits!).toFixed(2), reach(misses!).toFixed(3)),
    )
  }
}

async function looksAt(detector: Detector, frame: Frame): Promise<Record<IncidentLabel, Looks>> {
  const began = performance.now()
  const found = await detector.detect(frame, anything)
  spent.first += performance.now() - began
  const looks = {} as Record<IncidentLabel, Looks>
  for (const label of incidentLabels) {
    const best = found.find((one) => one.label === label)
    looks[label] = { first: best?.score ?? 0, near: 0, wide: 0 }
    if (best === undefined || best.score < 0.1) continue
    const from = performance.now()
    const [near, wide] = [await again(frame, best.box, label, 1.6), await again(frame, best.box, label, 2.5)]
    spent.second += performance.now() - from
    spent.suspects += 1
    looks[label] = { first: best.score, near, wide }
  }
  return looks
}

/** The best score of the label, about where it was suspected, in a square so many times as large as its box. */
async function again(frame: Frame, box: Box, label: IncidentLabel, times: number): Promise<number> {
  const size = Math.max(box.width, box.height)
  const side = Math.round(Math.max(64, size * times))
  const [width, height] = [Math.min(side, frame.width), Math.min(side, frame.height)]
  const [centreX, centreY] = [box.x + box.width / 2, box.y + box.height / 2]
  const x = Math.max(0, Math.min(frame.width - width, Math.round(centreX - width / 2)))
  const y = Math.max(0, Math.min(frame.height - height, Math.round(centreY - height / 2)))
  const found = await detector.detect(crop(frame, { x, y, width, height }), anything)
  const away = (seen: Box) =>
    Math.hypot(x + seen.x + seen.width / 2 - centreX, y + seen.y + seen.height / 2 - centreY)
  return found.find((one) => one.label === label && away(one.box) < size)?.score ?? 0
}

function auc(hits: readonly number[], misses: readonly number[]): number {
  let won = 0
  for (const hit of hits) for (const miss of misses) won += hit > miss ? 1 : hit === miss ? 0.5 : 0
  return won / (hits.length * misses.length)
}

function row(...cells: string[]): string {
  return cells.map((cell, index) => cell.padEnd([10, 34, 7, 7][index] ?? 0)).join(' ')
}
