import type { Title } from '../camera/place.ts'
import type { IncidentLabel } from '../incident/incident.ts'
import type { Scene } from './describe.ts'

export interface RefinementFacts {
  readonly scene: Pick<Scene, 'label' | 'detections'>
  /** What was measured, in words. */
  readonly grounded: Title
  /** Places whose names would be wrong here: the city's other cameras and regions. */
  readonly elsewhere: readonly Title[]
}

/**
 * Why a model's wording cannot stand in for what was measured, or undefined when it may: it is too long, in another language, says another thing,
 * other numbers, another side or another place, or who somebody is. Strict, since what is refused costs nothing: the
 * measured description is there.
 */
export function refinementProblem(refined: Title, facts: RefinementFacts): string | undefined {
  return (
    shapeProblem(refined) ??
    thingProblem(refined, facts.scene.label) ??
    numberProblem(refined, facts) ??
    sideProblem(refined, facts.grounded) ??
    movementProblem(refined, facts.grounded) ??
    placeProblem(refined, facts.elsewhere) ??
    identityProblem(refined, facts.grounded)
  )
}

const longest = 400

function shapeProblem({ ko, en }: Title): string | undefined {
  if (ko.trim() === '' || en.trim() === '') return 'one of its languages is empty'
  if (ko.length > longest || en.length > longest) return `it has more than ${longest} characters`
  if (/[^\s\p{L}\p{M}\p{N}.,;:!?%()'"‘’“”·~\-–—/]/u.test(ko + en))
    return 'it has signs that a description needs not'
  if (/\p{Script=Hangul}/u.test(en) || !mostly(/[a-z]/gi, en)) return 'its English is no English'
  if (!mostly(/\p{Script=Hangul}/gu, ko)) return 'its Korean is no Korean'
  return undefined
}

function mostly(script: RegExp, text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  return (text.match(script)?.length ?? 0) > letters * 0.8
}

/** How each incident is named, and how what nobody confirmed is said. */
const things: Record<IncidentLabel, { ko: RegExp; en: RegExp }> = {
  accident: { ko: /사고|충돌|추돌/, en: /\b(accident|crash|collision|collided|crashed)\b/i },
  fire: { ko: /불[이은을로]|불길|불꽃|화재|화염/, en: /\b(fire|flames?|blaze|burning)\b/i },
  gun: { ko: /총/, en: /\b(gun|firearm|pistol|rifle|handgun|shotgun|weapon)s?\b/i },
  knife: { ko: /칼|흉기/, en: /\b(knife|knives|blade|weapon)\b/i },
}
const hedges = {
  ko: /보이|보인|추정|듯|가능성/,
  en: /\b(possible|possibly|appears?|seems?|may|might|looks? like|resembl\w+)\b/i,
}

function thingProblem(refined: Title, label: IncidentLabel): string | undefined {
  for (const language of ['ko', 'en'] as const) {
    const text = refined[language]
    if (!things[label][language].test(text)) return `its ${names[language]} does not name what was seen`
    if (!hedges[language].test(text)) return `its ${names[language]} states as a fact what nobody confirmed`
    const other = Object.entries(things).find(([name, words]) => {
      const word = words[language].exec(text)?.[0]
      return name !== label && word !== undefined && !things[label][language].test(word)
    })
    if (other !== undefined) return `its ${names[language]} names another thing: ${other[0]}`
  }
  return undefined
}

const names = { ko: 'Korean', en: 'English' }

const englishNumbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const koreanNumbers = ['', '한', '두', '세', '네', '다섯', '여섯', '일곱', '여덟', '아홉', '열']
const counted = [
  {
    kind: 'person',
    en: '(?:people|persons?|individuals?|pedestrians?|bystanders?|figures?)',
    ko: '(?:사람|보행자|인물|행인)',
    counter: '명',
  },
  {
    kind: 'vehicle',
    en: '(?:vehicles?|cars?|trucks?|vans?|bus(?:es)?)',
    ko: '(?:차량|자동차|승용차|트럭|버스)',
    counter: '대',
  },
  {
    kind: 'two-wheeler',
    en: '(?:two-wheelers?|motorcycles?|bicycles?|scooters?|motorbikes?)',
    ko: '(?:이륜차|오토바이|자전거)',
    counter: '대',
  },
] as const

function numberProblem(refined: Title, { scene, grounded }: RefinementFacts): string | undefined {
  for (const { kind, en, ko, counter } of counted) {
    const seen = scene.detections.filter(({ label }) => label === kind).length
    const english = [
      ...refined.en.matchAll(
        new RegExp(
          `\\b(a|an|another|several|many|some|multiple|\\d+|${englishNumbers.join('|')})\\s+(?:[a-z-]+\\s+){0,2}?${en}\\b`,
          'gi',
        ),
      ),
    ]
    const korean = [
      ...refined.ko.matchAll(
        new RegExp(`${ko}[^.]{0,6}?\\s(여러|몇|\\d+|${koreanNumbers.slice(1).join('|')})\\s?${counter}`, 'g'),
      ),
      ...refined.ko.matchAll(
        new RegExp(`(여러|몇|\\d+|${koreanNumbers.slice(1).join('|')})\\s?${counter}의\\s${ko}`, 'g'),
      ),
    ]
    for (const [phrase, number = ''] of [...english, ...korean])
      if (!agrees(number.toLowerCase(), seen))
        return `it counts otherwise: “${phrase.trim()}” where ${seen} were seen`
    if (
      seen === 0 &&
      (new RegExp(`\\b${en}\\b`, 'i').test(refined.en) || new RegExp(ko).test(refined.ko)) &&
      kind !== 'person'
    )
      return `it tells of a ${kind} where none was seen`
  }
  const known = new Set(digitsOf(grounded))
  const invented = digitsOf(refined).find((digits) => !known.has(digits) && !/^\d$/.test(digits))
  return invented === undefined ? undefined : `it has a number that was not measured: ${invented}`
}

function agrees(number: string, seen: number): boolean {
  if (['several', 'many', 'some', 'multiple', '여러', '몇'].includes(number)) return seen > 2
  if (['a', 'an', 'another'].includes(number)) return seen === 1
  const value = /^\d+$/.test(number)
    ? Number(number)
    : Math.max(englishNumbers.indexOf(number), koreanNumbers.indexOf(number))
  return value === seen
}

function digitsOf({ ko, en }: Title): string[] {
  return `${ko} ${en}`.match(/\d+/g) ?? []
}

const sides = [
  { name: 'left', ko: /왼쪽|좌측/, en: /\bleft\b/i },
  { name: 'right', ko: /오른쪽|우측/, en: /\bright\b/i },
]

function sideProblem(refined: Title, grounded: Title): string | undefined {
  const wrong = sides.find(
    ({ ko, en }) =>
      (ko.test(refined.ko) || en.test(refined.en)) && !(ko.test(grounded.ko) || en.test(grounded.en)),
  )
  return wrong && `it says ${wrong.name}, where nothing was seen`
}

/** One picture shows nobody's way: a model that tells of one has made it up, unless it was measured over several. */
const ways = [
  { name: 'closer', en: /\b(clos(er|ing)|approach\w*|towards? the camera)\b/i, ko: /다가|접근/ },
  { name: 'away', en: /\b(moving|walking|running|going) away\b|\bleaving\b/i, ko: /멀어|떠나/ },
]
const moving = {
  en: /\b(mov(e|es|ed|ing)|walk\w*|runs?|running|flee\w*|chas\w*|enter\w*|exit\w*)\b/i,
  ko: /움직|이동|걷|걸어|걸으|달리|달려|뛰|도망|쫓/,
}

function movementProblem(refined: Title, grounded: Title): string | undefined {
  const says = ({ ko, en }: { ko: RegExp; en: RegExp }, title: Title) =>
    ko.test(title.ko) || en.test(title.en)
  const wrong = ways.find((way) => says(way, refined) && !says(way, grounded))
  if (wrong !== undefined) return `it says that somebody moves otherwise than was measured: ${wrong.name}`
  const measured = says(moving, grounded) || ways.some((way) => says(way, grounded))
  return says(moving, refined) && !measured
    ? 'it says that somebody moves, which was not measured'
    : undefined
}

function placeProblem(refined: Title, elsewhere: readonly Title[]): string | undefined {
  const wrong = elsewhere.find(
    ({ ko, en }) => refined.ko.includes(ko) || refined.en.toLowerCase().includes(en.toLowerCase()),
  )
  return wrong && `it names another place: ${wrong.en}`
}

/** What a picture cannot tell, or must not: who somebody is, of what sex, age or origin, and what they are up to. */
const identity = {
  en: /\b(he|she|his|her|him|man|men|woman|women|male|female|boys?|girls?|gentleman|lady|child|children|kids?|elderly|old|young|youth|teen\w*|adults?|asian|korean|chinese|japanese|black person|white person|african|caucasian|foreign\w*|immigrants?|muslim|tattoos?|beard\w*|moustache|bald|police\w*|officers?|soldiers?|student|worker|employee|suspects?|criminals?|gunman|robbers?|terrorists?|attackers?|assailants?|perpetrators?|victims?|killers?|thie(?:f|ves)|threat\w*|attack\w*|robb\w+|kill\w*|intend\w*|about to|named|known as|identified)\b/i,
  ko: /남자|남성|여자|여성|소년|소녀|아이|어린이|아동|노인|노년|중년|젊은|청년|청소년|10대|20대|30대|40대|50대|60대|동양인|서양인|백인|흑인|외국인|한국인|중국인|일본인|문신|수염|대머리|경찰|군인|학생|직원|용의자|범인|괴한|강도|테러|피해자|가해자|위협|공격|살해|납치|(?<!날)씨[는가의를 ]|이름|신원/,
}

function identityProblem(refined: Title, grounded: Title): string | undefined {
  const word = identity.en.exec(refined.en)?.[0] ?? identity.ko.exec(refined.ko)?.[0]
  if (word !== undefined) return `it says who somebody is or what they mean to do: “${word.trim()}”`
  const name = [...refined.en.matchAll(/(?<![.!?]\s|^)\b\p{Lu}\p{L}+/gu)].find(
    ([found]) => !grounded.en.includes(found),
  )
  return name && `it names somebody or something: “${name[0]}”`
}
