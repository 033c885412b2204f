import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openDetector } from '../detection/detector.ts'
import { openFaceFinder } from '../detection/faces.ts'
import type { Box } from '../frame/box.ts'
import { ImageUnreadableError } from '../frame/errors.ts'
import { decodeJpeg, encodeJpeg } from '../frame/jpeg.ts'
import { mosaic } from '../outcome/mosaic.ts'
import { mosaicFinders } from '../outcome/mosaic-finders.ts'

export interface MosaickedImage {
  readonly verified: boolean
  readonly boxes: readonly Box[]
  /** Why there is no picture. */
  readonly reason: string | null
  readonly jpeg: Uint8Array | null
}

const facesModel = join(import.meta.dirname, '../../../models/faces')

/** @throws ImageUnreadableError */
export async function mosaicImage(file: string, model: string): Promise<MosaickedImage> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new ImageUnreadableError(file, `it cannot be read (${cause.code})`, { cause })
  })
  const frame = await decodeJpeg(bytes, { name: file })
  await using detector = await openDetector(model)
  await using finder = await openFaceFinder(facesModel)
  const result = await mosaic(frame, mosaicFinders(finder, detector))
  return result.verified
    ? { verified: true, boxes: result.boxes, reason: null, jpeg: await encodeJpeg(result.frame) }
    : { verified: false, boxes: [], reason: result.reason, jpeg: null }
}
