import { writeFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import type { FrameTruth } from '../truth/truth.ts'
import { openEncoder } from './encode.ts'
import type { FilmPage, Frame, Take } from './page.ts'

/** What stands beside a clip, as JSON. */
export interface ClipTruth {
  /** Nobody filmed it. */
  readonly virtual: true
  readonly scene: string
  readonly camera: string
  readonly seed: number
  readonly fps: number
  readonly width: number
  readonly height: number
  /** Null when nothing happens. */
  readonly incident: { readonly label: string; readonly kind: string; readonly second: number } | null
  readonly frames: readonly FrameTruth[]
}

export interface FilmOptions {
  readonly fps: number
  readonly seconds: number
}

declare const film: FilmPage

/** Photographs a take at rising seconds, and gives each frame as soon as it is there. */
export async function* picturesAt(
  page: Page,
  take: Take,
  seconds: Iterable<number>,
): AsyncGenerator<Frame & { jpeg: Buffer }> {
  await page.evaluate((take) => film.open(take), take)
  for (const second of seconds) {
    const frame = await page.evaluate((second) => film.frame(second, 'image/jpeg', 0.95), second)
    yield { ...frame, jpeg: bytesOf(frame.picture) }
  }
}

/** One picture at `second`, as PNG. */
export async function still(page: Page, take: Take, second: number): Promise<Frame & { png: Buffer }> {
  await page.evaluate((take) => film.open(take), take)
  const frame = await page.evaluate((second) => film.frame(second, 'image/png', 1), second)
  return { ...frame, png: bytesOf(frame.picture) }
}

/** A contact sheet of a take, `count` frames over its whole length, with the true boxes drawn: a JPEG. */
export async function sheet(page: Page, take: Take, seconds: number, count: number): Promise<Buffer> {
  await page.evaluate((take) => film.open(take), take)
  const frames: Frame[] = []
  for (let index = 0; index < count; index++) {
    const second = ((index + 0.5) * seconds) / count
    frames.push(await page.evaluate((second) => film.frame(second, 'image/png', 1), second))
  }
  return bytesOf(await page.evaluate((frames) => film.sheet(frames, 3), frames))
}

export const costOf = (page: Page) => page.evaluate(() => film.cost())

/** Writes `base.mp4` and `base.json`. The same take gives the same bytes. */
export async function writeClip(
  page: Page,
  take: Take,
  options: FilmOptions,
  base: string,
): Promise<ClipTruth> {
  using encoder = openEncoder(`${base}.mp4`, options.fps)
  const frames: FrameTruth[] = []
  let incident: Frame['incident'] = null
  for await (const frame of picturesAt(page, take, secondsOf(options))) {
    await encoder.add(frame.jpeg)
    frames.push(frame.truth)
    incident = frame.incident ?? incident
  }
  await encoder.end()
  const truth: ClipTruth = {
    virtual: true,
    scene: take.scene.name,
    camera: take.camera.name,
    seed: take.seed,
    fps: options.fps,
    ...take.size,
    incident: incident && { label: incident.label, kind: incident.kind, second: incident.since },
    frames,
  }
  writeFileSync(`${base}.json`, `${JSON.stringify(truth)}\n`)
  return truth
}

function secondsOf({ fps, seconds }: FilmOptions): number[] {
  return Array.from({ length: Math.round(fps * seconds) }, (_, index) => index / fps)
}

const bytesOf = (dataUrl: string) => Buffer.from(dataUrl.slice(dataUrl.indexOf(',') + 1), 'base64')
