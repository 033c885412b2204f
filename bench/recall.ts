// What share of the persons and vehicles of rendered clips a detector finds, by the truth beside each clip.
//
//   node bench/recall.ts FOLDER|CLIP... [--model FOLDER] [--json]
//
// Counted are persons of 45 pixels in height and more and vehicles of 60 in width and more, at least half of each to be
// seen, in every fifth frame; found is what a detection of its label overlaps by 0.4 or more. These are figures on
// rendered frames, and say nothing about real ones.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { openCamera } from '../safety/src/camera/open-camera.ts'
import { openDetector } from '../safety/src/detection/detector.ts'
import { iou } from '../safety/src/frame/iou.ts'
import type { ClipTruth } from '../scenes/src/film/film.ts'
import type { TrueBox } from '../scenes/src/truth/truth.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: join(import.meta.dirname, '../models/city-nano') },
    json: { type: 'boolean', default: false },
  },
})

const labels = { car: 'vehicle', bus: 'vehicle', truck: 'vehicle', person: 'person' } as const
const every = 5

await using detector = await openDetector(values.model)
if (!values.json) console.log(row('CLIP', 'PERSONS', 'VEHICLES'))
for (const clip of positionals.flatMap(clipsAt)) {
  const counts = await counted(clip)
  const shown = ({ found, there }: Count) =>
    there === 0 ? '-' : `${found}/${there} ${(found / there).toFixed(2)}`
  console.log(
    values.json
      ? JSON.stringify({ clip, ...counts })
      : row(basename(clip), shown(counts.person), shown(counts.vehicle)),
  )
}

interface Count {
  found: number
  there: number
}

async function counted(clip: string) {
  const truth: ClipTruth = JSON.parse(readFileSync(truthBeside(clip), 'utf8'))
  const counts: Record<'person' | 'vehicle', Count> = {
    person: { found: 0, there: 0 },
    vehicle: { found: 0, there: 0 },
  }
  const camera = {
    id: basename(clip),
    region: 'seoul',
    place: { latitude: 37.5, longitude: 127 },
    virtual: true,
  }
  const source = { files: [clip], play: 'once', everyMs: null, afterMs: 0 } as const
  const options = { signal: new AbortController().signal, pace: 'fast', startedAt: 0 } as const
  let index = 0
  for await (const frame of openCamera({ ...camera, source }, options)) {
    const boxes = truth.frames[index]?.boxes ?? []
    if (index++ % every !== 0) continue
    const detections = await detector.detect(frame)
    for (const { label, box } of boxes.filter(large)) {
      const count = counts[labels[label as keyof typeof labels]]
      count.there += 1
      if (
        detections.some(
          (seen) => seen.label === labels[label as keyof typeof labels] && iou(seen.box, box) >= 0.4,
        )
      )
        count.found += 1
    }
  }
  return counts
}

function large({ label, box, visible }: TrueBox): boolean {
  if (!(label in labels) || visible < 0.5) return false
  return label === 'person' ? box.height >= 45 : box.width >= 60
}

function truthBeside(clip: string): string {
  return clip.replace(/\.mp4$/, '.json')
}

function clipsAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .filter((name) => name.endsWith('.mp4'))
    .toSorted()
    .map((name) => join(path, name))
    .filter((clip) => existsSync(truthBeside(clip)))
}

function row(clip: string, persons: string, vehicles: string): string {
  return `${clip.padEnd(22)}${persons.padEnd(16)}${vehicles}`
}
