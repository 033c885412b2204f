import type { Scene } from '../scene/scene.ts'

/** What one camera makes of the light that reaches it. Factors are 1 where nothing is changed. */
export interface LensSettings {
  readonly exposure: number
  /** Factors on linear red, green and blue. */
  readonly whiteBalance: readonly [number, number, number]
  readonly saturation: number
  readonly contrast: number
  /** Standard deviation of the grain, of the full range. */
  readonly grain: number
  /** Radius of the blur in pixels. */
  readonly blur: number
  /** How much darker the corners are, 0 to 1. */
  readonly vignette: number
  /** How much of the bright light is scattered, 0 to 1. */
  readonly bloom: number
  /** Drops on the glass, 0 none to 1 many. */
  readonly drops: number
  /** The low sun in the picture, 0 to 1. */
  readonly glare: number
}

/** @param night 0 to 1, as of the world's daylight */
export function lensSettings(scene: Scene, exposure: number, night: number): LensSettings {
  return {
    exposure,
    whiteBalance: whiteBalance(scene.whiteBalance),
    saturation: 0.94 - 0.06 * night,
    contrast: 1.04,
    // Less than feels right: a compressed stream keeps little of it.
    grain: 0.006 + 0.008 * night,
    blur: 0.45 + 0.15 * night,
    vignette: 0.22,
    bloom: 0.05 + 0.1 * night + (scene.weather === 'fog' ? 0.1 : 0),
    drops: scene.weather === 'rain' ? 0.5 : 0,
    glare: scene.distractors.includes('glare') ? 1 - night : 0,
  }
}

/** Light of `kelvin` becomes white: a camera set for warmer light than there is turns the picture blue. */
function whiteBalance(kelvin: number): [number, number, number] {
  const warmth = Math.max(-0.5, Math.min(0.5, (kelvin - 6500) / 9000))
  return [1 + 0.55 * warmth, 1, 1 - 0.7 * warmth]
}
