import type { IncidentFeature, Label } from './api.ts'
import type { Picture } from './picture.ts'
import { clock, lasting, said, type Words } from './words.ts'

/** Gravest first: a weapon before a fire before an accident. */
const gravity: Record<Label, number> = { gun: 3, knife: 3, fire: 2, accident: 1 }

/** Open incidents, the gravest first and among equals the newest. */
export function openIncidents(picture: Picture): IncidentFeature[] {
  return (picture.incidents ?? [])
    .filter(({ properties }) => properties.state === 'open')
    .toSorted(
      (a, b) =>
        (gravity[b.properties.label] ?? 0) - (gravity[a.properties.label] ?? 0) ||
        Date.parse(b.properties.openedAt) - Date.parse(a.properties.openedAt),
    )
}

/** What an operator needs to know now, in one breath: what is open, which region is silent, who is awake. */
export function sentence(picture: Picture, words: Words, now: number): string {
  if (picture.functions === null || picture.regions === null) return words.connecting
  const awake = picture.functions.filter((one) => one.replicas > 0).length
  return [
    ...whatIsOpen(picture, words, now),
    ...whoIsSilent(picture, words),
    words.awakeOf(awake, picture.functions.length),
  ].join(' ')
}

/** A region's name in the reader's language. */
export function regionTitle(picture: Picture, name: string, words: Words): string {
  const region = picture.regions?.find((one) => one.name === name)
  return region === undefined ? name : said(region.title, words)
}

/** What a listener should hear when it changes: what is open and who is silent, without what goes up by itself. */
export function announcement(picture: Picture, words: Words): string {
  if (picture.functions === null || picture.regions === null) return ''
  return [...whatIsOpen(picture, words), ...whoIsSilent(picture, words)].join(' ')
}

/** @param now leave it out to be told the beginning alone */
function whatIsOpen(picture: Picture, words: Words, now?: number): string[] {
  // Silence of the store is not silence of the city.
  if (picture.incidents === null) return [words.incidentsUnknown]
  const [gravest, ...others] = openIncidents(picture)
  const dead = picture.regions?.some((region) => region.state === 'dead')
  if (gravest === undefined) return dead ? [] : [words.quiet]
  const { label, cameraTitle, region, openedAt } = gravest.properties
  return [
    words.openIncident(
      label,
      said(cameraTitle, words),
      regionTitle(picture, region, words),
      clock(openedAt, 'minutes'),
      now === undefined ? undefined : lasting(now - Date.parse(openedAt), words),
    ),
    ...(others.length > 0 ? [words.moreOpen(others.length)] : []),
  ]
}

function whoIsSilent(picture: Picture, words: Words): string[] {
  return (picture.regions ?? [])
    .filter((region) => region.state === 'dead')
    .map((region) => {
      const title = said(region.title, words)
      if (region.servedBy === null || region.servedBy === region.name) return words.silent(title)
      return words.standsIn(title, regionTitle(picture, region.servedBy, words))
    })
}
