import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { openCamera } from '../safety/src/camera/open-camera.ts'
import type { Frame } from '../safety/src/frame/frame.ts'
import { decodeJpeg } from '../safety/src/frame/jpeg.ts'
import type { ClipTruth } from '../scenes/src/film/film.ts'
import type { TrueBox } from '../scenes/src/truth/truth.ts'

/** A rendered picture and what is to be seen in it. */
export interface RenderedFrame {
  /** The clip, or the scene of a set. */
  readonly source: string
  readonly frame: Pick<Frame, 'width' | 'height' | 'pixels'>
  readonly boxes: readonly TrueBox[]
}

/** Of a clip every fifth frame: one a second, neighbours hardly differ. */
const every = 5

/** Frames of clips, of folders of clips, and of sets as `npm run scenes -- dataset` writes them. */
export async function* renderedFrames(paths: readonly string[]): AsyncGenerator<RenderedFrame> {
  for (const path of paths) {
    if (!statSync(path).isDirectory()) yield* ofClip(path)
    else if (existsSync(join(path, 'boxes.jsonl'))) yield* ofSet(path)
    else
      for (const name of readdirSync(path).toSorted())
        if (name.endsWith('.mp4') && existsSync(truthBeside(join(path, name))))
          yield* ofClip(join(path, name))
  }
}

async function* ofClip(clip: string): AsyncGenerator<RenderedFrame> {
  const truth: ClipTruth = JSON.parse(readFileSync(truthBeside(clip), 'utf8'))
  const source = { files: [clip], play: 'once', everyMs: null, afterMs: 0 } as const
  const options = { signal: new AbortController().signal, pace: 'fast', startedAt: 0 } as const
  let index = 0
  for await (const frame of openCamera({ id: basename(clip), source }, options)) {
    const boxes = truth.frames[index]?.boxes
    if (index++ % every === 0 && boxes !== undefined) yield { source: basename(clip, '.mp4'), frame, boxes }
  }
}

async function* ofSet(folder: string): AsyncGenerator<RenderedFrame> {
  const lines = readFileSync(join(folder, 'boxes.jsonl'), 'utf8').trim().split('\n')
  const frames = lines.map((line): { file: string; boxes: TrueBox[] } => JSON.parse(line))
  for (const { file, boxes } of frames.toSorted((a, b) => (a.file < b.file ? -1 : 1))) {
    const [, scene = file] = /virtual_(.+)_\d+_\d+\.jpg$/.exec(file) ?? []
    yield { source: scene, frame: await decodeJpeg(readFileSync(join(folder, file)), { name: file }), boxes }
  }
}

const truthBeside = (clip: string) => clip.replace(/\.mp4$/, '.json')
