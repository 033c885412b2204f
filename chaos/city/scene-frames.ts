import { join } from 'node:path'
import { decode } from '../../safety/src/camera/decode.ts'
import { findFfmpeg } from '../../safety/src/camera/ffmpeg.ts'
import { encodeJpeg } from '../../safety/src/frame/jpeg.ts'

export const framesPerSecond = 5

/** A clip of the default city as JPEGs, so many a second. */
export async function sceneFrames(clip: string): Promise<Uint8Array[]> {
  const file = join(import.meta.dirname, '../../safety/city/clips', `${clip}.mp4`)
  const signal = new AbortController().signal
  const settings = { ffmpeg: await findFfmpeg(), fps: framesPerSecond, maxSide: 640, realTime: false, signal }
  const frames: Uint8Array[] = []
  for await (const picture of decode(file, settings)) frames.push(await encodeJpeg(picture))
  return frames
}
