import type { Title } from '../camera/place.ts'

/** Red, green and blue, 0..255 (sRGB). */
export type Rgb = readonly [red: number, green: number, blue: number]

/**
 * The word that people would use for a colour. Named by hue, saturation and lightness (HSL) rather than by the nearest of a
 * list of colours: cloth in shade stays of its hue, while distances in RGB make everything dark black or brown.
 */
export function colourWord([red, green, blue]: Rgb): Title {
  const [high, low] = [Math.max(red, green, blue) / 255, Math.min(red, green, blue) / 255]
  const lightness = (high + low) / 2
  const chroma = high - low
  if (lightness < 0.12) return words.black
  if (chroma < 0.09 || (chroma < 0.14 && lightness < 0.3)) return greyOf(lightness)
  const hue = hueOf([red, green, blue])
  if (hue < 45 && hue >= 15 && lightness < 0.42) return words.brown
  if (hue < 60 && hue >= 25 && chroma < 0.3 && lightness > 0.55) return words.beige
  if ((hue >= 320 || hue < 15) && lightness > 0.68) return words.pink
  return words[hues.find(([until]) => hue < until)?.[1] ?? 'red']
}

const words = {
  black: { ko: '검은색', en: 'black' },
  grey: { ko: '회색', en: 'grey' },
  white: { ko: '흰색', en: 'white' },
  red: { ko: '빨간색', en: 'red' },
  orange: { ko: '주황색', en: 'orange' },
  yellow: { ko: '노란색', en: 'yellow' },
  green: { ko: '초록색', en: 'green' },
  blue: { ko: '파란색', en: 'blue' },
  purple: { ko: '보라색', en: 'purple' },
  pink: { ko: '분홍색', en: 'pink' },
  brown: { ko: '갈색', en: 'brown' },
  beige: { ko: '베이지색', en: 'beige' },
} satisfies Record<string, Title>

/** Where each hue ends, in degrees. */
const hues: readonly [until: number, word: keyof typeof words][] = [
  [15, 'red'],
  [42, 'orange'],
  [70, 'yellow'],
  [170, 'green'],
  [255, 'blue'],
  [300, 'purple'],
  [335, 'pink'],
  [360, 'red'],
]

function greyOf(lightness: number): Title {
  return lightness < 0.24 ? words.black : lightness > 0.78 ? words.white : words.grey
}

function hueOf([red, green, blue]: Rgb): number {
  const high = Math.max(red, green, blue)
  const chroma = high - Math.min(red, green, blue)
  const sixths =
    high === red
      ? (green - blue) / chroma
      : high === green
        ? (blue - red) / chroma + 2
        : (red - green) / chroma + 4
  return (sixths * 60 + 360) % 360
}
