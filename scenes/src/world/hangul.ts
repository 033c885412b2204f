/**
 * Korean letters as strokes, so that a street's signs read the same on every machine, with Korean fonts or without.
 * Coordinates are in 0..1 of the letter's cell, y down.
 */
type Stroke = readonly (readonly [x: number, y: number])[]

/** Unicode's order of the letters in a syllable block. */
const leads = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'
const vowels = 'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ'
const tails = ' ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ'

const circle: Stroke = Array.from({ length: 17 }, (_, index) => {
  const angle = (index / 16) * 2 * Math.PI
  return [0.5 + 0.4 * Math.sin(angle), 0.5 - 0.4 * Math.cos(angle)] as const
})

// biome-ignore format: one letter a line
const strokes: Readonly<Record<string, readonly Stroke[]>> = {
  ㄱ: [[[0.1, 0.15], [0.85, 0.15], [0.75, 0.9]]],
  ㄲ: [[[0, 0.15], [0.42, 0.15], [0.36, 0.9]], [[0.55, 0.15], [0.97, 0.15], [0.9, 0.9]]],
  ㄴ: [[[0.15, 0.1], [0.15, 0.85], [0.9, 0.85]]],
  ㄷ: [[[0.9, 0.15], [0.15, 0.15], [0.15, 0.85], [0.9, 0.85]]],
  ㄹ: [[[0.12, 0.12], [0.86, 0.12], [0.86, 0.5], [0.14, 0.5], [0.14, 0.88], [0.9, 0.88]]],
  ㅁ: [[[0.15, 0.15], [0.85, 0.15], [0.85, 0.85], [0.15, 0.85], [0.15, 0.15]]],
  ㅂ: [[[0.15, 0.1], [0.15, 0.88], [0.85, 0.88], [0.85, 0.1]], [[0.15, 0.5], [0.85, 0.5]]],
  ㅅ: [[[0.5, 0.1], [0.08, 0.9]], [[0.48, 0.35], [0.92, 0.9]]],
  ㅇ: [circle],
  ㅈ: [[[0.1, 0.15], [0.9, 0.15]], [[0.5, 0.15], [0.08, 0.9]], [[0.48, 0.45], [0.92, 0.9]]],
  ㅊ: [[[0.35, 0.03], [0.65, 0.03]], [[0.1, 0.25], [0.9, 0.25]], [[0.5, 0.25], [0.08, 0.92]], [[0.48, 0.5], [0.92, 0.92]]],
  ㅋ: [[[0.1, 0.15], [0.85, 0.15], [0.75, 0.9]], [[0.1, 0.5], [0.8, 0.5]]],
  ㅌ: [[[0.9, 0.12], [0.15, 0.12], [0.15, 0.88], [0.9, 0.88]], [[0.15, 0.5], [0.85, 0.5]]],
  ㅍ: [[[0.08, 0.15], [0.92, 0.15]], [[0.08, 0.85], [0.92, 0.85]], [[0.32, 0.15], [0.32, 0.85]], [[0.68, 0.15], [0.68, 0.85]]],
  ㅎ: [[[0.35, 0.02], [0.65, 0.02]], [[0.1, 0.22], [0.9, 0.22]], circle.map(([x, y]) => [x, 0.34 + y * 0.64] as const)],
  ㅏ: [[[0.3, 0], [0.3, 1]], [[0.3, 0.45], [0.9, 0.45]]],
  ㅐ: [[[0.15, 0], [0.15, 1]], [[0.15, 0.45], [0.7, 0.45]], [[0.7, 0], [0.7, 1]]],
  ㅑ: [[[0.3, 0], [0.3, 1]], [[0.3, 0.33], [0.9, 0.33]], [[0.3, 0.6], [0.9, 0.6]]],
  ㅓ: [[[0.7, 0], [0.7, 1]], [[0.1, 0.45], [0.7, 0.45]]],
  ㅔ: [[[0.45, 0], [0.45, 1]], [[0, 0.45], [0.45, 0.45]], [[0.9, 0], [0.9, 1]]],
  ㅕ: [[[0.7, 0], [0.7, 1]], [[0.1, 0.33], [0.7, 0.33]], [[0.1, 0.6], [0.7, 0.6]]],
  ㅗ: [[[0, 0.8], [1, 0.8]], [[0.5, 0.1], [0.5, 0.8]]],
  ㅛ: [[[0, 0.8], [1, 0.8]], [[0.33, 0.1], [0.33, 0.8]], [[0.67, 0.1], [0.67, 0.8]]],
  ㅜ: [[[0, 0.2], [1, 0.2]], [[0.5, 0.2], [0.5, 0.95]]],
  ㅠ: [[[0, 0.2], [1, 0.2]], [[0.33, 0.2], [0.33, 0.95]], [[0.67, 0.2], [0.67, 0.95]]],
  ㅡ: [[[0, 0.5], [1, 0.5]]],
  ㅣ: [[[0.5, 0], [0.5, 1]]],
}

/** A vowel that is written beneath and beside its consonant at once. */
const compounds: Readonly<Record<string, string>> = {
  ㅘ: 'ㅗㅏ',
  ㅚ: 'ㅗㅣ',
  ㅝ: 'ㅜㅓ',
  ㅟ: 'ㅜㅣ',
  ㅢ: 'ㅡㅣ',
}

type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** Writes Korean syllables (other signs are left blank) in the context's stroke style, `size` pixels each, from the left. */
export function writeHangul(context: Context2D, text: string, x: number, y: number, size: number): void {
  context.lineWidth = size * 0.095
  context.lineCap = 'round'
  context.lineJoin = 'round'
  Array.from(text).forEach((syllable, index) => {
    for (const [letter, cell] of lettersOf(syllable)) {
      for (const stroke of strokes[letter] ?? []) {
        context.beginPath()
        for (const [u, v] of stroke)
          context.lineTo(x + (index + cell.x + u * cell.width) * size, y + (cell.y + v * cell.height) * size)
        context.stroke()
      }
    }
  })
}

interface Cell {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function lettersOf(syllable: string): [letter: string, cell: Cell][] {
  const code = syllable.charCodeAt(0) - 0xac00
  if (code < 0 || code >= 11172) return []
  const lead = leads[Math.floor(code / 588)]!
  const vowel = vowels[Math.floor((code % 588) / 28)]!
  const tail = tails[code % 28]!
  const height = tail === ' ' ? 0.8 : 0.48
  const [first = vowel, second] = compounds[vowel] ?? vowel
  const beneath = 'ㅗㅛㅜㅠㅡ'.includes(first)
  const beside = beneath ? second : first
  const leadCell = {
    x: 0.1,
    y: 0.1,
    width: beside === undefined ? 0.75 : 0.42,
    height: beneath ? height * 0.56 : height,
  }
  const cells: [string, Cell][] = [[lead, leadCell]]
  if (beneath)
    cells.push([
      first,
      { x: 0.06, y: 0.1 + height * 0.6, width: beside ? 0.55 : 0.84, height: height * 0.42 },
    ])
  if (beside !== undefined) cells.push([beside, { x: 0.62, y: 0.08, width: 0.28, height: height + 0.04 }])
  if (tail !== ' ') cells.push([tail, { x: 0.2, y: 0.63, width: 0.62, height: 0.28 }])
  return cells
}
