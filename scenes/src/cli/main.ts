import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { openFilmBrowser } from '../film/browser.ts'
import { writeDataset } from '../film/dataset.ts'
import { costOf, sheet, still, writeClip } from '../film/film.ts'
import { footage } from '../film/footage.ts'
import { cameraOf, sceneNamed, sceneNames } from '../film/scene-files.ts'
import type { Scene } from '../scene/scene.ts'

const whole = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('Must be a whole number.')
  return value
}

const number = (text: string): number => {
  const value = Number(text)
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('Must be a number of 0 or more.')
  return value
}

const sizeOf = (text: string) => {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(text) ?? []
  if (width === undefined || height === undefined) throw new InvalidArgumentError('Must be like 640x360.')
  return { width: Number(width), height: Number(height) }
}

const usual = { width: 640, height: 360 }

/** What is filmed of a scene, as the options say. */
const takeOf = (
  scene: Scene,
  { camera, seed, size }: { camera?: string; seed?: number; size: typeof usual },
) => ({ scene, camera: cameraOf(scene, camera), seed: seed ?? scene.seed, size })

const program = new Command('scenes').description(
  'Virtual cameras: streets that are drawn, with the truth about what is to be seen in them.',
)

program
  .command('list')
  .description('the scenes that there are')
  .action(() => {
    for (const name of sceneNames()) {
      const { title, place, incident, cameras } = sceneNamed(name)
      console.log(
        `${name.padEnd(22)}${place.kind.padEnd(14)}${(incident?.kind ?? '-').padEnd(17)}${String(cameras.length).padEnd(4)}${title.en}`,
      )
    }
  })

program
  .command('film <scene>')
  .description('write a clip and its truth: SCENE.mp4 and SCENE.json')
  .option('--seed <number>', 'another street of the same kind', whole)
  .option('--camera <name>', 'the first one when not said')
  .option('--fps <number>', 'frames a second', whole, 5)
  .option('--seconds <number>', "the scene's own length when not said", number)
  .option('--size <pixels>', 'width x height', sizeOf, usual)
  .option('-o, --output <directory>', 'where to', '.')
  .action(async (name: string, options) => {
    const scene = sceneNamed(name)
    mkdirSync(options.output, { recursive: true })
    await using browser = await openFilmBrowser()
    const base = join(options.output, name)
    const { frames, incident } = await writeClip(
      browser.page,
      takeOf(scene, options),
      { fps: options.fps, seconds: options.seconds ?? scene.duration },
      base,
    )
    const { milliseconds } = await costOf(browser.page)
    console.log(
      `${base}.mp4  ${frames.length} frames  ${incident === null ? 'quiet' : `${incident.label} from second ${incident.second.toFixed(1)}`}  ${milliseconds.toFixed(0)} ms for the last frame`,
    )
  })

program
  .command('still <scene>')
  .description('one picture of a scene')
  .option('--seed <number>', 'another street of the same kind', whole)
  .option('--camera <name>', 'the first one when not said')
  .option('--second <number>', 'when', number, 0)
  .option('--size <pixels>', 'width x height', sizeOf, usual)
  .requiredOption('-o, --output <file>', 'a PNG')
  .action(async (name: string, options) => {
    const scene = sceneNamed(name)
    await using browser = await openFilmBrowser()
    const { png, truth } = await still(browser.page, takeOf(scene, options), options.second)
    writeFileSync(options.output, png)
    const { calls, triangles, milliseconds } = await costOf(browser.page)
    console.log(
      `${options.output}  ${truth.boxes.length} things  ${calls} draw calls  ${triangles} triangles  ${milliseconds.toFixed(0)} ms`,
    )
  })

program
  .command('sheet <scene>')
  .description('a contact sheet of a scene with the true boxes drawn in it')
  .option('--seed <number>', 'another street of the same kind', whole)
  .option('--camera <name>', 'the first one when not said')
  .option('--frames <number>', 'how many pictures', whole, 12)
  .option('--size <pixels>', 'width x height', sizeOf, usual)
  .requiredOption('-o, --output <file>', 'a JPEG')
  .action(async (name: string, options) => {
    const scene = sceneNamed(name)
    await using browser = await openFilmBrowser()
    writeFileSync(
      options.output,
      await sheet(browser.page, takeOf(scene, options), scene.duration, options.frames),
    )
  })

program
  .command('dataset')
  .description('randomised frames with boxes, to train or to test a detector with')
  .requiredOption('--seed <number>', 'the same seed writes the same set', whole)
  .requiredOption('--frames <number>', 'how many', whole)
  .addOption(
    new Option('--side <side>', 'no scene is ever drawn for both')
      .choices(['train', 'test'])
      .default('train'),
  )
  .requiredOption('-o, --output <directory>', 'where to')
  .action(async ({ seed, frames, side, output }) => {
    const began = performance.now()
    for await (const file of writeDataset(output, sceneNames().map(sceneNamed), { seed, frames, side }))
      console.log(join(output, file))
    console.error(`${((performance.now() - began) / 1000 / frames).toFixed(2)} s a frame`)
  })

program
  .command('footage [clip...]')
  .description("the default city's clips that footage.yaml lists, or some of them")
  .requiredOption('-o, --output <directory>', 'where to')
  .action(async (only: string[], { output }) => {
    mkdirSync(output, { recursive: true })
    await using browser = await openFilmBrowser()
    for (const { file, seconds, take } of footage()) {
      if (only.length > 0 && !only.includes(file)) continue
      const { incident } = await writeClip(browser.page, take, { fps: 5, seconds }, join(output, file))
      console.log(
        `${file.padEnd(20)}${incident === null ? 'quiet' : `${incident.label} from second ${incident.second.toFixed(1)}`}`,
      )
    }
  })

await program.parseAsync()
