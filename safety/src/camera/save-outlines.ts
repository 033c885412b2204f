import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { editYaml } from '@bonghwa/platform/config'
import { type Camera, parseCity } from './city.ts'
import { CityUnwritableError } from './errors.ts'

/** What is drawn into a camera's picture. */
export type Outlines = Pick<Camera, 'masks' | 'zones'>

/**
 * Writes a camera's masks and zones into its city file, in which all else stays as it is.
 *
 * @throws CityInvalidError when the file was changed and is wrong now, CityUnwritableError
 */
export function saveOutlines(file: string, id: string, outlines: Outlines): void {
  const text = readFileSync(file, 'utf8')
  const edited = withOutlines(text, file, id, outlines)
  if (edited === text) return
  const half = `${file}.${process.pid}.new`
  try {
    writeFileSync(half, edited, { mode: statSync(file).mode })
    renameSync(half, file)
  } catch (cause) {
    rmSync(half, { force: true })
    throw new CityUnwritableError(file, (cause as Error).message, { cause })
  }
}

function withOutlines(text: string, file: string, id: string, outlines: Outlines): string {
  const { cameras } = parseCity(text, file)
  const index = cameras.findIndex((camera) => camera.id === id)
  const camera = cameras[index]
  if (camera === undefined) throw new CityUnwritableError(file, `it has no camera ${id} any more`)
  const path = ['spec', 'cameras', index]
  let edited = text
  for (const key of ['masks', 'zones'] as const) {
    if (JSON.stringify(camera[key]) !== JSON.stringify(outlines[key]))
      edited = editYaml(edited, path, key, outlines[key])
  }
  return edited
}
