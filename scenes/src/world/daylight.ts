import { Color, Vector3 } from 'three'
import type { Scene } from '../scene/scene.ts'
import { clamp, mix, smooth } from './shape.ts'

/** How a place is lit at one hour of one weather. Colours are linear light. */
export interface Daylight {
  /** 0 full day to 1 deep night. */
  readonly night: number
  /** Street lamps, shop windows and headlamps are on. */
  readonly lampsOn: boolean
  /** Towards the sun, or at night the moon. */
  readonly sun: Vector3
  readonly sunColor: Color
  readonly sunIntensity: number
  readonly zenith: Color
  readonly horizon: Color
  readonly ground: Color
  readonly skyIntensity: number
  readonly fogColor: Color
  /** Metres at which the fog begins, and at which nothing is seen any more. */
  readonly fog: readonly [from: number, to: number]
  /** What the camera's automatic exposure makes of it. */
  readonly exposure: number
  readonly wet: boolean
}

export function daylight({ hour, weather, place }: Pick<Scene, 'hour' | 'weather' | 'place'>): Daylight {
  if (place.kind === 'shop') return indoors
  // Sunrise at half past six, noon at half past twelve, as in Seoul in spring.
  const elevation = Math.sin(((hour - 6.5) / 12) * Math.PI)
  const day = smooth(-0.12, 0.22, elevation)
  const low = day * (1 - smooth(0.12, 0.5, elevation))
  const cover = { clear: 0, cloudy: 0.85, rain: 1, fog: 1, snow: 1 }[weather]
  const azimuth = ((hour - 12.5) / 12) * Math.PI
  const sun = new Vector3(Math.sin(azimuth) * -1, Math.max(0.28, Math.abs(elevation)), 0.55).normalize()
  const grey = weather === 'rain' ? 0.62 : 0.82
  const blend = (clear: string, dusk: string, covered: string, dark: string) =>
    new Color(clear)
      .lerp(new Color(dusk), low)
      .lerp(new Color(covered).multiplyScalar(grey), cover * 0.9)
      .lerp(new Color(dark), 1 - day)
  const horizon = blend('#e2eaef', '#ffcb98', '#d6dadd', '#232838')
  return {
    night: 1 - day,
    lampsOn: day < 0.55 || weather === 'fog' || (weather === 'rain' && day < 0.9),
    sun,
    sunColor: new Color('#fff1da').lerp(new Color('#ffa25c'), low).lerp(new Color('#9db4e0'), 1 - day),
    sunIntensity: mix(0.1, mix(2.9, 1.9, low), day) * (1 - 0.86 * cover),
    zenith: blend('#6f9bcc', '#8b93a8', '#b4bbc2', '#0b101c'),
    horizon,
    ground: blend('#8b8a84', '#85786c', '#85878a', '#17171a'),
    skyIntensity: mix(0.75, mix(1.15, 1.5, cover), day),
    fogColor: horizon.clone(),
    fog: { clear: [70, 420], cloudy: [60, 340], rain: [30, 190], fog: [6, 62], snow: [18, 120] }[weather] as [
      number,
      number,
    ],
    exposure: mix(1.5, mix(1.08, 1.3, clamp(cover + low)), day),
    wet: weather === 'rain',
  }
}

const indoors: Daylight = {
  night: 0,
  lampsOn: false,
  sun: new Vector3(-0.15, 1, 0.3).normalize(),
  sunColor: new Color('#ffffff'),
  sunIntensity: 0.9,
  zenith: new Color('#d9dcdd'),
  horizon: new Color('#b9bcbd'),
  ground: new Color('#8f8d89'),
  skyIntensity: 1.5,
  fogColor: new Color('#b9bcbd'),
  fog: [200, 400],
  exposure: 0.8,
  wet: false,
}
