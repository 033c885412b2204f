import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { PerspectiveCamera, Vector3 } from 'three'
import type { Camera } from '../scene/scene.ts'
import { run } from '../simulation/simulation.ts'
import type { Entity } from '../simulation/state.ts'
import { findChromium, openFilmBrowser } from './browser.ts'
import { writeClip } from './film.ts'
import { sceneNamed } from './scene-files.ts'

const missing =
  findChromium() === undefined
    ? 'no Chromium was found: install one, or set CHROMIUM to its path'
    : spawnSync(process.env.BONGHWA_FFMPEG ?? 'ffmpeg', ['-version']).status !== 0 &&
      'no ffmpeg was found: install one, or set BONGHWA_FFMPEG to its path'

const size = { width: 320, height: 180 }

describe('A film of a crash', { skip: missing }, () => {
  it('is the same to the byte when it is filmed again, and its truth agrees with its simulation', async () => {
    const scene = sceneNamed('crash-day')
    const camera = scene.cameras[0]!
    const folder = mkdtempSync(join(tmpdir(), 'bonghwa-film-'))
    await using browser = await openFilmBrowser()
    const take = { scene, camera, seed: 7, size }
    const film = (name: string) => writeClip(browser.page, take, { fps: 1, seconds: 7 }, join(folder, name))
    const truth = await film('first')
    await film('second')
    const bytes = (name: string) => readFileSync(join(folder, name)).toString('base64')
    assert.equal(bytes('first.mp4'), bytes('second.mp4'))
    assert.equal(bytes('first.json'), bytes('second.json'))
    rmSync(folder, { recursive: true })

    const states = [...run(scene, { seed: 7, until: 7 })].filter(({ step }) => step % 30 === 0)
    const where = projection(camera)
    let compared = 0
    for (const [index, frame] of truth.frames.entries()) {
      const state = states[index]!
      assert.equal(frame.second, state.second)
      for (const { id, label, box, visible } of frame.boxes) {
        const entity = state.entities.find((entity) => entity.id === id)
        if (entity === undefined || visible < 0.95 || label === 'fire') continue
        const [x, y] = where(entity)
        assert.ok(
          Math.abs(x - box.x - box.width / 2) < 4 + box.width / 4 &&
            Math.abs(y - box.y - box.height / 2) < 4 + box.height / 3,
          `${label} ${id} at second ${frame.second} is projected to ${x.toFixed()}, ${y.toFixed()}, but its box is ${JSON.stringify(box)}`,
        )
        compared += 1
      }
      const begun = truth.incident !== null && frame.second >= truth.incident.second
      assert.equal(frame.incident?.label, begun ? 'accident' : undefined)
    }
    assert.ok(compared > 30, `only ${compared} boxes could be compared`)
    assert.ok(truth.frames.at(-1)!.incident !== null)
  })
})

/** Where in the picture the middle of an entity is, by the plain formula of a pinhole camera. */
function projection({ at, look, fieldOfView }: Camera): (entity: Entity) => [x: number, y: number] {
  const camera = new PerspectiveCamera(fieldOfView, size.width / size.height, 0.1, 500)
  camera.position.set(...at)
  camera.lookAt(...look)
  camera.updateMatrixWorld()
  const heights: Partial<Record<Entity['kind'], number>> = {
    person: 0.87,
    bus: 1.5,
    truck: 1.1,
    'two-wheeler': 0.7,
  }
  return ({ kind, pose }) => {
    const { x, y } = new Vector3(pose.x, pose.y + (heights[kind] ?? 0.7), pose.z).project(camera)
    return [(x * 0.5 + 0.5) * size.width, (0.5 - y * 0.5) * size.height]
  }
}
