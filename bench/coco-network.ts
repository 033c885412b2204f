import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Detector, openDetector } from '../safety/src/detection/detector.ts'

/** Of COCO's eighty classes those that streets have, by their place in the list. */
const streets: Readonly<Record<number, string>> = { 0: 'person', 2: 'car', 5: 'bus', 7: 'truck' }
const labels = Array.from({ length: 80 }, (_, index) => streets[index] ?? `class-${index}`)

/** A YOLOX-nano as Megvii exports it, trained on COCO: of its classes only those that streets have are given. */
export async function openCocoNetwork(file: string): Promise<Detector> {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-coco-'))
  const threshold = (label: string) => [label, label.startsWith('class-') ? 1 : 0.3]
  const model = {
    apiVersion: 'bonghwa.dev/v1',
    kind: 'Model',
    metadata: { name: 'coco' },
    spec: {
      file: 'network.onnx',
      labels,
      input: { name: 'images', width: 416, height: 416, channels: 'bgr', fit: 'top-left', pad: 114 },
      output: { name: 'output', head: 'yolox', decoded: false },
      thresholds: Object.fromEntries(labels.map(threshold)),
    },
  }
  symlinkSync(resolve(file), join(folder, 'network.onnx'))
  writeFileSync(join(folder, 'model.yaml'), JSON.stringify(model))
  try {
    return await openDetector(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
