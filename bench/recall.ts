// What share of the persons and vehicles in rendered frames a detector finds, by their truth.
//
//   node bench/recall.ts CLIP|FOLDER... [--model FOLDER | --coco NETWORK.onnx] [--json]
//
// A folder is one of clips with their truth beside them, or a set of `npm run scenes -- dataset`; rows are clips, or the
// set's scenes. `--coco` takes a YOLOX network trained on COCO, which has never seen a rendered frame. Counted are persons
// of 45 pixels in height and more and vehicles of 60 in width and more, at least half of each to be seen, in every frame
// of a set and every fifth of a clip; found is what a detection of its label overlaps by 0.4 or more. These are figures
// on rendered frames, and say nothing about real ones.

import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Detection } from '../safety/src/detection/detection.ts'
import { openDetector } from '../safety/src/detection/detector.ts'
import { iou } from '../safety/src/frame/iou.ts'
import type { TrueBox } from '../scenes/src/truth/truth.ts'
import { openCocoNetwork } from './coco-network.ts'
import { renderedFrames } from './rendered-frames.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: join(import.meta.dirname, '../models/city-nano') },
    coco: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})

type Label = 'person' | 'vehicle'
const vehicles = ['vehicle', 'car', 'bus', 'truck']
const labelOf = ({ label }: { readonly label: string }): Label | undefined =>
  label === 'person' ? 'person' : vehicles.includes(label) ? 'vehicle' : undefined

interface Count {
  found: number
  there: number
}
const none = (): Record<Label, Count> => ({
  person: { found: 0, there: 0 },
  vehicle: { found: 0, there: 0 },
})

await using detector = await (values.coco === undefined
  ? openDetector(values.model)
  : openCocoNetwork(values.coco))
const rows = new Map<string, Record<Label, Count>>()
for await (const { source, frame, boxes } of renderedFrames(positionals)) {
  const counts = rows.get(source) ?? none()
  rows.set(source, counts)
  count(counts, boxes, await detector.detect(frame))
}
const total = none()
for (const counts of rows.values())
  for (const label of ['person', 'vehicle'] as const) {
    total[label].found += counts[label].found
    total[label].there += counts[label].there
  }
if (values.json) console.log(JSON.stringify({ rows: Object.fromEntries(rows), total }))
else {
  console.log(row('VIRTUAL CAMERA', 'PERSONS', 'VEHICLES'))
  for (const [source, { person, vehicle }] of rows) console.log(row(source, share(person), share(vehicle)))
  console.log(row('all', share(total.person), share(total.vehicle)))
}

function count(counts: Record<Label, Count>, boxes: readonly TrueBox[], detections: readonly Detection[]) {
  for (const truth of boxes) {
    const label = labelOf(truth)
    if (label === undefined || truth.visible < 0.5) continue
    if (label === 'person' ? truth.box.height < 45 : truth.box.width < 60) continue
    counts[label].there += 1
    if (detections.some((seen) => labelOf(seen) === label && iou(seen.box, truth.box) >= 0.4))
      counts[label].found += 1
  }
}

function share({ found, there }: Count): string {
  return there === 0 ? '-' : `${found}/${there} ${(found / there).toFixed(2)}`
}

function row(source: string, persons: string, vehicles: string): string {
  return `${source.padEnd(30)}${persons.padEnd(16)}${vehicles}`
}
