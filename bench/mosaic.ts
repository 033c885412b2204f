// What of real pictures would be published, and whether a face detector that the mosaic does not use finds one in it.
//
//   node bench/mosaic.ts FOLDER|IMAGE... [--every N] [--from N] [--save FOLDER] [--json]
//
// Per picture: whether it is published, what is pixelated, how much of the weapon that the detector saw stays visible, and the faces
// that the second detector (npm install --prefix safety/src/testing/faces) finds before and after. `--save` writes
// before and after side by side, to be looked at.

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Detection } from '../safety/src/detection/detection.ts'
import { openDetector } from '../safety/src/detection/detector.ts'
import { openFaceFinder } from '../safety/src/detection/faces.ts'
import type { Box } from '../safety/src/frame/box.ts'
import type { Frame } from '../safety/src/frame/frame.ts'
import { decodeJpeg, encodeJpeg } from '../safety/src/frame/jpeg.ts'
import { mosaic } from '../safety/src/outcome/mosaic.ts'
import { mosaicFinders } from '../safety/src/outcome/mosaic-finders.ts'
import { secondFaceFinder, secondFaceFinderAbsent } from '../safety/src/testing/second-face-finder.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    save: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
if (secondFaceFinderAbsent !== false) {
  console.error(secondFaceFinderAbsent)
  process.exit(1)
}

const models = join(import.meta.dirname, '../models')
await using faces = await openFaceFinder(join(models, 'faces'))
await using detector = await openDetector(join(models, 'city-nano'))
const others = await secondFaceFinder()
const finders = mosaicFinders(faces, detector)
if (values.save !== undefined) mkdirSync(values.save, { recursive: true })

const total = { pictures: 0, withFaces: 0, published: 0, stillWithFaces: 0, weapons: 0, weaponsVisible: 0 }
const heldBack: Record<string, number> = {}
for (const file of positionals.flatMap(picturesAt)) {
  const frame = await decodeJpeg(readFileSync(file))
  const seen = await detector.detect(frame)
  const before = await others(frame)
  const result = await mosaic(frame, finders)
  total.pictures += 1
  if (before.length > 0) total.withFaces += 1
  if (!result.verified) {
    heldBack[result.reason] = (heldBack[result.reason] ?? 0) + 1
    say({ file, published: false, reason: result.reason, facesBefore: before.length })
    continue
  }
  const published = await decodeJpeg(await encodeJpeg(result.frame))
  const after = await others(published)
  total.published += 1
  if (after.length > 0) total.stillWithFaces += 1
  const visible = weaponVisible(seen, frame, result.frame)
  if (visible !== undefined) total.weapons += 1
  if (visible !== undefined && visible >= 0.5) total.weaponsVisible += 1
  say({
    ...{ file, published: true, facesBefore: before.length, facesAfter: after, weaponVisible: visible },
    pixelated: Number(
      (1 - unchanged({ x: 0, y: 0, width: frame.width, height: frame.height }, frame, result.frame)).toFixed(
        2,
      ),
    ),
  })
  if (values.save !== undefined)
    writeFileSync(join(values.save, basename(file)), await encodeJpeg(sideBySide(frame, published)))
}
console.log(values.json ? JSON.stringify({ total, heldBack }) : inWords())

function say(line: Readonly<Record<string, unknown>>) {
  if (values.json) console.log(JSON.stringify(line))
  else if (Array.isArray(line.facesAfter) && line.facesAfter.length > 0) console.log(JSON.stringify(line))
}

function inWords(): string {
  const { pictures, withFaces, published, stillWithFaces, weapons, weaponsVisible } = total
  return [
    `${pictures} pictures, in ${withFaces} of which the second detector finds a face`,
    `${published} published; in ${stillWithFaces} of these the second detector finds a face`,
    `${weaponsVisible} of ${weapons} weapons that the detector saw are visible by half or more`,
    `${pictures - published} held back`,
    ...Object.entries(heldBack).map(([reason, count]) => `  ${count}: ${reason}`),
  ].join('\n')
}

/** Share of the surest weapon's box that no mosaic covers. */
function weaponVisible(seen: readonly Detection[], before: Frame, after: Frame): number | undefined {
  const [weapon] = seen
    .filter(({ label }) => label === 'gun' || label === 'knife')
    .toSorted((a, b) => b.score - a.score)
  return weapon && Number(unchanged(weapon.box, before, after).toFixed(2))
}

/** Share of the pixels of a box that are in both frames the same. */
function unchanged(box: Box, before: Frame, after: Frame): number {
  let [same, all] = [0, 0]
  for (let y = Math.max(0, Math.floor(box.y)); y < Math.min(before.height, box.y + box.height); y++) {
    for (let x = Math.max(0, Math.floor(box.x)); x < Math.min(before.width, box.x + box.width); x++) {
      const at = (y * before.width + x) * 3
      all++
      if ([0, 1, 2].every((channel) => before.pixels[at + channel] === after.pixels[at + channel])) same++
    }
  }
  return same / Math.max(1, all)
}

function sideBySide(left: Frame, right: Frame): Frame {
  const width = left.width * 2
  const pixels = new Uint8Array(width * left.height * 3)
  const row = left.width * 3
  for (let y = 0; y < left.height; y++) {
    pixels.set(left.pixels.subarray(y * row, (y + 1) * row), y * 2 * row)
    pixels.set(right.pixels.subarray(y * row, (y + 1) * row), y * 2 * row + row)
  }
  return { width, height: left.height, pixels, capturedAt: left.capturedAt }
}

function picturesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  const names = readdirSync(path).filter((name) => /\.jpe?g$/i.test(name))
  const every = Number(values.every)
  return names
    .sort()
    .filter((_, index) => index % every === Number(values.from) % every)
    .map((name) => join(path, name))
}
