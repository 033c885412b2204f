import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Random, random, seedFor } from '../scene/random.ts'
import type { IncidentKind, Scene } from '../scene/scene.ts'
import { varied } from '../scene/varied.ts'
import type { Box, FrameTruth } from '../truth/truth.ts'
import { openFilmBrowser } from './browser.ts'
import { picturesAt } from './film.ts'

/** To train with, or to test with: no scene is ever drawn for both. */
export type Side = 'train' | 'test'

export interface DatasetOptions {
  readonly seed: number
  readonly frames: number
  readonly side: Side
}

/** A frame of the set, in the words of its `manifest.csv`. */
interface Row {
  readonly file: string
  readonly kind: string
  readonly group: string
  readonly boxes: readonly Box[]
}

/** Neighbours hardly differ, and setting up a scene costs as much as some of its frames. */
const framesOfScene = 6
/** Of a scene with an incident so many are of the time before it: the same street, and nothing in it. */
const framesBefore = 1

const labels = ['negative', 'accident', 'fire', 'gun', 'knife'] as const
const labelOf: Readonly<Record<IncidentKind, (typeof labels)[number]>> = {
  crash: 'accident',
  'motorcycle-fall': 'accident',
  'car-fire': 'fire',
  'bin-fire': 'fire',
  pistol: 'gun',
  'long-gun': 'gun',
  knife: 'knife',
}

const size = { width: 640, height: 360 }

/**
 * Writes frames of randomised scenes, each label in its turn, to `folder`: a JPEG in a folder by what it shows (`negative` when it shows no
 * incident), its row in `manifest.csv`, and all that is to be seen in it as a line of `boxes.jsonl`. Yields each file.
 */
export async function* writeDataset(
  folder: string,
  scenes: readonly Scene[],
  { seed, frames, side }: DatasetOptions,
): AsyncGenerator<string> {
  const draw = random(seedFor(seed, side))
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'manifest.csv'),
    'file,source_repo,commit,original_path,licence,class,label_kind,group,width,height,boxes_xywh_norm\n',
  )
  writeFileSync(join(folder, 'boxes.jsonl'), '')
  await using browser = await openFilmBrowser()
  for (let written = 0, turn = 0; written < frames; turn += 1) {
    const label = labels[turn % labels.length]
    const template = draw.pick(
      scenes.filter(({ incident }) => label === (incident === null ? 'negative' : labelOf[incident.kind])),
    )
    // Even numbers are trained with, odd ones tested with.
    const variant = 2 * draw.below(2 ** 30) + (side === 'test' ? 1 : 0)
    const scene = varied(template, variant)
    const count = Math.min(framesOfScene, frames - written)
    const seconds = Array.from({ length: count }, (_, index) => momentOf(scene, index, draw)).toSorted(
      (a, b) => a - b,
    )
    const take = { scene, camera: draw.pick(scene.cameras), seed: variant, size }
    let index = 0
    for await (const { jpeg, truth } of picturesAt(browser.page, take, seconds)) {
      const kind = truth.incident?.label ?? 'negative'
      const row: Row = {
        file: `${kind}/virtual_${scene.name}_${variant}_${index++}.jpg`,
        kind,
        group: `virtual-${side}:${scene.name}:${variant}`,
        boxes: boxesOf(truth, kind),
      }
      mkdirSync(join(folder, kind), { recursive: true })
      writeFileSync(join(folder, row.file), jpeg)
      appendFileSync(join(folder, 'manifest.csv'), `${manifestLine(row)}\n`)
      appendFileSync(
        join(folder, 'boxes.jsonl'),
        `${JSON.stringify({ file: row.file, virtual: true, ...truth })}\n`,
      )
      written += 1
      yield row.file
    }
  }
}

/** In a scene with an incident: before it, or from when it can be seen. */
function momentOf({ duration, incident }: Scene, index: number, draw: Random): number {
  if (incident === null) return draw.between(0, duration)
  return index < framesBefore ? draw.between(0, incident.second) : draw.between(incident.second + 1, duration)
}

function boxesOf({ boxes, incident }: FrameTruth, kind: string): Box[] {
  if (kind === 'accident') return incident === null ? [] : [incident.box]
  return boxes.filter(({ label }) => label === kind).map(({ box }) => box)
}

function manifestLine({ file, kind, group, boxes }: Row): string {
  const share = ({ x, y, width, height }: Box) =>
    [(x + width / 2) / size.width, (y + height / 2) / size.height, width / size.width, height / size.height]
      .map((value) => value.toFixed(5))
      .join(' ')
  const label = kind === 'negative' ? 'whole-image negative (virtual camera)' : 'boxes(rendered)'
  return [
    file,
    'bonghwa',
    '',
    '',
    'Apache-2.0',
    kind,
    label,
    group,
    size.width,
    size.height,
    boxes.map(share).join(';'),
  ].join(',')
}
