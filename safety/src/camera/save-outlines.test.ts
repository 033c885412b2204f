import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { readCity } from './city.ts'
import { saveOutlines } from './save-outlines.ts'

const folder = mkdtempSync(join(tmpdir(), 'bonghwa-outlines-'))
after(() => rmSync(folder, { recursive: true }))

describe('Masks and zones that are drawn', () => {
  it('are in the city file afterwards, and nothing else of it is changed', () => {
    const file = join(folder, 'city.yaml')
    const shipped = join(import.meta.dirname, '../../city')
    const before = readFileSync(join(shipped, 'city.yaml'), 'utf8').replaceAll('./clips', `${shipped}/clips`)
    writeFileSync(file, before)
    const mask = [
      [0, 0],
      [0.5, 0],
      [0.5, 0.25],
    ] as const
    const id = readCity(file).cameras[1]!.id

    saveOutlines(file, id, { masks: [mask], zones: [] })

    const { cameras } = readCity(file)
    assert.deepEqual(
      cameras.map(({ masks }) => masks.length),
      cameras.map((camera) => (camera.id === id ? 1 : 0)),
    )
    assert.deepEqual(cameras[1]?.masks, [mask])
    const added = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => !before.split('\n').includes(line))
    assert.deepEqual(added, ['      masks: [[[0, 0], [0.5, 0], [0.5, 0.25]]]'])
  })

  it('say why they could not be saved', () => {
    const file = join(folder, 'other.yaml')
    cpSync(join(folder, 'city.yaml'), file)
    assert.throws(() => saveOutlines(file, 'nowhere', { masks: [], zones: [] }), {
      code: 'BONGHWA_CITY_UNWRITABLE',
    })
  })
})
