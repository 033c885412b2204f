import type { ChannelSettings } from '../camera/channel-settings.ts'
import type { Title } from '../camera/place.ts'

/** How much a service lets one say, and how it counts. */
export interface TextLimit {
  readonly most: number
  measure(text: string): number
}

/**
 * The text in the channel's language, within its limit. What does not fit loses lines from the end, the last line
 * with the link kept: what happened and where stand first. Of two languages that do not fit together, the first stays.
 */
export function fitText(text: Title, language: ChannelSettings['language'], limit: TextLimit): string {
  const fits = (candidate: string) => limit.measure(candidate) <= limit.most
  const both = `${text.ko}\n\n${text.en}`
  if (language === 'both' && fits(both)) return both
  const lines = (language === 'en' ? text.en : text.ko).split('\n')
  const link = lines.length > 1 ? lines.pop() : undefined
  for (let kept = lines.length; kept > 0; kept--) {
    const candidate = [...lines.slice(0, kept), ...(link === undefined ? [] : [link])].join('\n')
    if (fits(candidate)) return candidate
  }
  return cut(lines[0] ?? '', fits)
}

function cut(line: string, fits: (candidate: string) => boolean): string {
  const characters = graphemes(line)
  while (characters.length > 0 && !fits(`${characters.join('')}…`)) characters.pop()
  return `${characters.join('')}…`
}

const segmenter = new Intl.Segmenter('ko', { granularity: 'grapheme' })

/** What a reader calls characters, as Bluesky counts them. */
export function graphemes(text: string): string[] {
  return [...segmenter.segment(text)].map(({ segment }) => segment)
}

/** As Mastodon counts: characters, and 23 for every link. */
export function mastodonLength(text: string): number {
  return graphemes(text.replace(/https?:\/\/\S+/g, 'x'.repeat(23))).length
}

/**
 * As X counts: 23 for every link, one for a character of the light ranges, two for any other, Korean among them.
 * Source: X's "Counting characters", twitter-text configuration v3.
 */
export function xLength(text: string): number {
  const light = ([from, to]: readonly [number, number], point: number) => from <= point && point <= to
  const weights = [...text.replace(/https?:\/\/\S+/g, 'x'.repeat(23)).normalize('NFC')].map((character) =>
    lightRanges.some((range) => light(range, character.codePointAt(0) ?? 0)) ? 1 : 2,
  )
  return weights.reduce<number>((sum, weight) => sum + weight, 0)
}

const lightRanges = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
] as const

export const languageOf = (language: ChannelSettings['language']): 'ko' | 'en' =>
  language === 'en' ? 'en' : 'ko'
