import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { it } from 'node:test'

/** Debian's, since it has the torch that the scripts are written for. */
const python = '/usr/bin/python3'
const torch = spawnSync(python, ['-c', 'import torch, cv2, onnx'])
const skip =
  torch.status !== 0 &&
  `${python} has no torch, cv2 and onnx: apt-get install python3-torch python3-opencv python3-onnx`

it('The training scripts do what they promise', { skip }, () => {
  const run = spawnSync(python, ['-m', 'unittest', 'discover', '-s', 'training', '-p', '*_test.py'], {
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
  })
  assert.equal(run.status, 0, run.stderr)
})
