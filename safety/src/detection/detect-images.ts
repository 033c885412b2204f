import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PlatformError } from '@bonghwa/platform/errors'
import { decodeJpeg } from '../frame/jpeg.ts'
import type { Detection } from './detection.ts'
import type { Detector } from './detector.ts'
import { ImagesMissingError } from './errors.ts'

/** What was found in one image file, or why it could not be looked at. */
export type ImageDetections =
  | {
      /** The path as given, or under the folder as given. */
      readonly file: string
      /** Of the image, in pixels. */
      readonly width: number
      readonly height: number
      /** In falling score, boxes in pixels of the image. */
      readonly detections: readonly Detection[]
    }
  | { readonly file: string; readonly error: { readonly code: string; readonly message: string } }

/**
 * Looks at images one after another; folders are walked, their images sorted by path. A broken image gives its error
 * and the rest goes on; a path that is not there, or a folder without images, throws `ImagesMissingError` at its turn.
 */
export async function* detectImages(
  detector: Detector,
  paths: Iterable<string>,
): AsyncGenerator<ImageDetections> {
  for (const path of paths) for (const file of imagesAt(path)) yield await look(detector, file)
}

async function look(detector: Detector, file: string): Promise<ImageDetections> {
  try {
    const frame = await decodeJpeg(readFileSync(file), { name: file })
    return { file, width: frame.width, height: frame.height, detections: await detector.detect(frame) }
  } catch (error) {
    if (error instanceof PlatformError) return { file, error: { code: error.code, message: error.message } }
    const { code, message } = error as NodeJS.ErrnoException
    // What the file system refuses is of this file alone; anything else is a bug.
    if (code?.startsWith('E') !== true) throw error
    return { file, error: { code: 'BONGHWA_IMAGE_UNREADABLE', message } }
  }
}

function imagesAt(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) throw new ImagesMissingError(path, 'does not exist')
  if (!stats.isDirectory()) return [path]
  const images = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && imageName.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  if (images.length === 0) throw new ImagesMissingError(path, 'holds no image')
  return images
}

const imageName = /\.(jpe?g|png|webp)$/i
