// What a rendered frame costs, and how large clips are.
//
//   node bench/render.ts [--frames N] [--json]
//
// Of one scene of each place, 640 x 360, software rendering in headless Chromium: the median of N frames after the first
// in wall-clock ms and in CPU ms of the browser (what other work on the machine leaves alone), each with its simulation,
// its truth and its way out of the browser; the first frame, which makes the shaders; draw calls and triangles.
// Then the default city's clips. (Linux.)

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openFilmBrowser } from '../scenes/src/film/browser.ts'
import { costOf, picturesAt } from '../scenes/src/film/film.ts'
import { cameraOf, sceneNamed } from '../scenes/src/film/scene-files.ts'

const { values } = parseArgs({
  options: { frames: { type: 'string', default: '9' }, json: { type: 'boolean', default: false } },
})
const scenes = [
  'crash-day',
  'crash-night',
  'pistol-shop',
  'bin-fire-alley',
  'quiet-car-park',
  'motorway-crash',
]
const size = { width: 640, height: 360 }
const median = (list: readonly number[]) => list.toSorted((a, b) => a - b)[list.length >> 1]!

if (!values.json)
  console.log(row('SCENE', 'PLACE', 'FIRST ms', 'FRAME ms', 'CPU ms', 'DRAW CALLS', 'TRIANGLES'))
for (const name of scenes) {
  const scene = sceneNamed(name)
  await using browser = await openFilmBrowser()
  const seconds = Array.from({ length: Number(values.frames) + 1 }, (_, index) => 6 + index / 5)
  const wall: number[] = []
  const cpu: number[] = []
  let [at, used] = [performance.now(), cpuOfChildren()]
  for await (const _ of picturesAt(
    browser.page,
    { scene, camera: cameraOf(scene), seed: scene.seed, size },
    seconds,
  )) {
    wall.push(performance.now() - at)
    cpu.push(cpuOfChildren() - used)
    ;[at, used] = [performance.now(), cpuOfChildren()]
  }
  const { calls, triangles } = await costOf(browser.page)
  const [first = 0, ...rest] = wall
  const result = {
    scene: name,
    place: scene.place.kind,
    first,
    frame: median(rest),
    cpu: median(cpu.slice(1)),
  }
  if (values.json) console.log(JSON.stringify({ ...result, calls, triangles }))
  else
    console.log(
      row(
        name,
        result.place,
        ...[first, result.frame, result.cpu].map((ms) => ms.toFixed(0)),
        calls,
        triangles,
      ),
    )
}

const clips = join(import.meta.dirname, '../safety/city/clips')
const sizes = readdirSync(clips)
  .filter((file) => file.endsWith('.mp4'))
  .map((file) => statSync(join(clips, file)).size / 1000)
const clipSizes = { clips: sizes.length, medianKb: median(sizes), totalKb: sizes.reduce((a, b) => a + b) }
console.log(
  values.json
    ? JSON.stringify(clipSizes)
    : `${clipSizes.clips} clips, median ${clipSizes.medianKb.toFixed(0)} kB, ${(clipSizes.totalKb / 1000).toFixed(1)} MB together`,
)

/** CPU milliseconds of all processes that descend from this one. */
function cpuOfChildren(): number {
  const parents = new Map<number, number>()
  const used = new Map<number, number>()
  for (const id of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    const stat = statOf(id)
    if (stat === undefined) continue
    const [, parent, , , , , , , , , , user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    parents.set(id, parent ?? 0)
    used.set(id, ((user ?? 0) + (system ?? 0)) * 10)
  }
  const ours = (id: number): boolean => {
    const parent = parents.get(id)
    return parent !== undefined && parent > 0 && (parent === process.pid || ours(parent))
  }
  return [...used].reduce((sum, [id, ms]) => (ours(id) ? sum + ms : sum), 0)
}

/** Undefined when the process has just ended. */
function statOf(id: number): string | undefined {
  try {
    return readFileSync(`/proc/${id}/stat`, 'utf8')
  } catch {
    return undefined
  }
}

function row(...cells: (string | number)[]): string {
  return cells.map((cell) => String(cell).padEnd(16)).join('')
}
