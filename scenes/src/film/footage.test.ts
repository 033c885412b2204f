import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { run } from '../simulation/simulation.ts'
import type { ClipTruth } from './film.ts'
import { footage } from './footage.ts'

const folder = join(import.meta.dirname, '../../../safety/city/clips')
const truthOf = (file: string): ClipTruth => JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8'))

describe("The default city's clips", () => {
  for (const { file, seconds, take } of footage())
    it(`show in ${file} what its scene does now`, () => {
      const truth = truthOf(file)
      assert.ok(truth.virtual)
      assert.deepEqual(
        [truth.scene, truth.camera, truth.seed],
        [take.scene.name, take.camera.name, take.seed],
      )
      assert.equal(truth.frames.length, seconds * truth.fps)
      let incident: ClipTruth['incident'] = null
      for (const state of run(take.scene, { seed: take.seed, until: seconds - 1 / truth.fps }))
        if (state.incident !== null) {
          const { label, kind, since } = state.incident
          incident = { label, kind, second: since }
        }
      assert.deepEqual(truth.incident, incident)
    })

  it('take at most 6 MB', () => {
    const bytes = readdirSync(folder).map((file) => statSync(join(folder, file)).size)
    assert.ok(bytes.reduce((a, b) => a + b) <= 6e6)
  })
})
