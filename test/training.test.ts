import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import type { Detection } from '../safety/src/detection/detection.ts'
import { iou } from '../safety/src/frame/iou.ts'

const root = join(import.meta.dirname, '..')
const pictures = join(root, '../shared/data/detector')

/** Debian's, since it has the torch that the scripts are written for. */
const python = '/usr/bin/python3'
const torch = spawnSync(python, ['-c', 'import torch, cv2, onnx'])
const skip =
  torch.status !== 0 &&
  `${python} has no torch, cv2 and onnx: apt-get install python3-torch python3-opencv python3-onnx`

it('The training scripts do what they promise', { skip }, () => {
  run(python, ['-m', 'unittest', 'discover', '-s', 'training', '-p', '*_test.py'])
})

const noPictures = !existsSync(pictures) && `needs the training pictures in ${pictures}`

it('The city finds the boxes that training measures', { skip: skip || noPictures }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-boxes-'))
  for (const kind of ['fire', 'gun', 'knife', 'negative'])
    for (const file of readdirSync(join(pictures, kind)).sort().slice(0, 3))
      copyFileSync(join(pictures, kind, file), join(folder, `${kind}-${file}`))
  const ours = lines(run(process.execPath, ['safety/bin/city.js', 'detect', folder, '--json']))
  const theirs = lines(run(python, ['training/detect.py', '--images', folder]))
  rmSync(folder, { recursive: true })

  assert.equal(ours.length, 12)
  assert.ok(theirs.flatMap(({ detections }) => detections).length >= 10)
  for (const [index, { file, detections }] of theirs.entries()) {
    assert.equal(ours[index]?.file, file)
    // JPEG decoders differ by a shade, so a score may fall on the other side of its threshold.
    for (const [from, to] of [
      [detections, ours[index].detections],
      [ours[index].detections, detections],
    ] as const)
      for (const one of from.filter(({ score }) => score > 0.6)) {
        const same = to.find(({ label, box }) => label === one.label && iou(box, one.box) > 0.9)
        assert.ok(same && Math.abs(same.score - one.score) < 0.05, `${file}: ${JSON.stringify(one)}`)
      }
  }
})

function run(command: string, args: string[]): string {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
  assert.equal(result.status, 0, result.stderr)
  return result.stdout
}

function lines(text: string): { file: string; detections: Detection[] }[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}
