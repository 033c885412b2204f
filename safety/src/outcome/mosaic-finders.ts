import type { Detector } from '../detection/detector.ts'
import type { FaceFinder } from '../detection/faces.ts'
import type { MosaicFinders } from './mosaic.ts'

/** Least score of what the city's detector calls a face: one that is missed is worse than a mosaic on nothing. */
const leastFace = 0.05

/** Both eyes of the mosaic. */
export function mosaicFinders(
  faces: Pick<FaceFinder, 'find'>,
  detector: Pick<Detector, 'detect' | 'model'>,
): Pick<MosaicFinders, 'detectFaces' | 'detectPersons'> {
  const { thresholds } = detector.model
  const watchful = 'face' in thresholds ? { ...thresholds, face: leastFace } : thresholds
  return {
    detectFaces: (frame) => faces.find(frame),
    detectPersons: (frame) => detector.detect(frame, watchful),
  }
}
