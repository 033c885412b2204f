import type { Title } from '../camera/place.ts'
import type { Box } from '../frame/box.ts'
import type { Incident } from '../incident/incident.ts'
import type { Movement } from '../incident/movement.ts'
import type { Clothing } from './clothing.ts'
import { subjectOf, withAnd } from './korean-particles.ts'

/** What can be said of a picture without looking at it again. */
export type Scene = Pick<Incident, 'label' | 'score' | 'box' | 'detections' | 'width' | 'height' | 'movement'>

/** What is measured on the picture itself. */
export interface Look {
  /** Mean of the picture, 0..1. */
  readonly brightness?: number | undefined
  /** Of whoever holds the weapon. */
  readonly clothing?: Clothing | undefined
}

/**
 * The picture of an incident in words, for those who do not see it. Says what the detector saw and where, and
 * nothing that it did not see: no cause, no intent, no identity.
 *
 * @param look what the picture itself tells, where that is known
 */
export function describeScene(scene: Scene, { brightness, clothing }: Look = {}): Title {
  const side = sideOf(scene.box, scene)
  const size = sizeOf(scene.box, scene)
  const others = bystanders(scene)
  const { movement } = scene
  const dark = brightness !== undefined && brightness < 0.2
  const thing = things[scene.label]
  const percent = percentOf(scene.score)
  return {
    ko: sentences(
      `화면 ${sides[side].ko}에 ${thing.ko}${subjectOf(thing.ko)} ${sizes[size].ko}찍혔습니다(확신도 ${percent}).`,
      clothing !== undefined && `들고 있는 사람의 옷차림: ${koreanClothing(clothing)}.`,
      movement !== null && `들고 있는 사람은 ${ways[movement].ko}.`,
      others.length > 0 && `${koreanList(others)} 함께 보입니다.`,
      dark && '화면이 어둡습니다.',
    ),
    en: sentences(
      `${thing.en}${sizes[size].en} ${sides[side].en} of the picture (confidence ${percent}).`,
      clothing !== undefined && `Whoever holds it wears ${englishClothing(clothing)}.`,
      movement !== null && `Whoever holds it ${ways[movement].en}.`,
      others.length > 0 && `Also in view: ${englishList(others)}.`,
      dark && 'The picture is dark.',
    ),
  }
}

const ways: Record<Movement, Title> = {
  left: { ko: '화면 왼쪽으로 움직였습니다', en: 'was moving to the left' },
  right: { ko: '화면 오른쪽으로 움직였습니다', en: 'was moving to the right' },
  nearer: { ko: '카메라 쪽으로 다가왔습니다', en: 'was coming closer to the camera' },
  farther: { ko: '카메라에서 멀어졌습니다', en: 'was moving away from the camera' },
  still: { ko: '제자리에 있었습니다', en: 'stayed in one place' },
}

function koreanClothing({ above, below }: Clothing): string {
  return above.ko === below.ko ? `위아래 ${above.ko}` : `상의 ${above.ko}, 하의 ${below.ko}`
}

function englishClothing({ above, below }: Clothing): string {
  return above.en === below.en ? above.en : `${above.en} above and ${below.en} below`
}

/** How sure the detector is, as a word and in per cent. */
export function confidenceInWords(score: number): Title {
  const percent = percentOf(score)
  const [ko, en] =
    score >= 0.85
      ? ['매우 높음', 'very high']
      : score >= 0.7
        ? ['높음', 'high']
        : score >= 0.5
          ? ['보통', 'medium']
          : ['낮음', 'low']
  return { ko: `${ko}(${percent})`, en: `${en} (${percent})` }
}

function percentOf(score: number): string {
  return `${Math.round(score * 100)}%`
}

function sentences(...parts: (string | false)[]): string {
  return parts.filter(Boolean).join(' ')
}

const things: Record<Scene['label'], Title> = {
  accident: { ko: '교통사고로 보이는 장면', en: 'A possible traffic accident' },
  fire: { ko: '불로 보이는 것', en: 'A possible fire' },
  gun: { ko: '총으로 보이는 물체', en: 'A possible gun' },
  knife: { ko: '칼로 보이는 물체', en: 'A possible knife' },
}

type Side = 'left' | 'middle' | 'right'

const sides: Record<Side, Title> = {
  left: { ko: '왼쪽', en: 'on the left' },
  middle: { ko: '가운데', en: 'in the middle' },
  right: { ko: '오른쪽', en: 'on the right' },
}

function sideOf(box: Box, { width }: Scene): Side {
  const centre = (box.x + box.width / 2) / width
  return centre < 1 / 3 ? 'left' : centre > 2 / 3 ? 'right' : 'middle'
}

type Size = 'small' | 'medium' | 'large'

/** Size in the picture, since a large thing far away and a small one nearby cannot be told apart. */
const sizes: Record<Size, Title> = {
  small: { ko: '작게 ', en: ', small,' },
  medium: { ko: '', en: '' },
  large: { ko: '크게 ', en: ', large,' },
}

function sizeOf(box: Box, { width, height }: Scene): Size {
  const share = (box.width * box.height) / (width * height)
  return share < 0.01 ? 'small' : share > 0.12 ? 'large' : 'medium'
}

type Kind = 'person' | 'vehicle' | 'two-wheeler'

const kinds: Record<
  Kind,
  { ko: string; counter: string; one: string; many: string; nearFrom: number; farBelow: number }
> = {
  // Near and far as a share of the picture's height: a person is much taller than a car.
  person: { ko: '사람', counter: '명', one: 'person', many: 'people', nearFrom: 0.5, farBelow: 0.15 },
  vehicle: { ko: '차량', counter: '대', one: 'vehicle', many: 'vehicles', nearFrom: 0.35, farBelow: 0.08 },
  'two-wheeler': {
    ko: '이륜차',
    counter: '대',
    one: 'two-wheeler',
    many: 'two-wheelers',
    nearFrom: 0.4,
    farBelow: 0.1,
  },
}

interface Bystanders {
  readonly kind: Kind
  readonly count: number
  /** Where all of them are, if in one third of the picture. */
  readonly side: Side | undefined
  /** How far all of them are, if that is alike and worth a word. */
  readonly distance: 'near' | 'far' | undefined
}

function bystanders(scene: Scene): Bystanders[] {
  const groups = (Object.keys(kinds) as Kind[]).flatMap((kind): Bystanders[] => {
    const boxes = scene.detections.filter(({ label }) => label === kind).map(({ box }) => box)
    if (boxes.length === 0) return []
    const { nearFrom, farBelow } = kinds[kind]
    const tallness = boxes.map((box) => box.height / scene.height)
    const near = tallness.every((share) => share >= nearFrom)
    const far = tallness.every((share) => share < farBelow)
    const where = new Set(boxes.map((box) => sideOf(box, scene)))
    const [side] = where.size === 1 ? where : []
    return [{ kind, count: boxes.length, side, distance: near ? 'near' : far ? 'far' : undefined }]
  })
  // Those without a place go first, lest they be read as being where the ones before them are.
  return groups.sort((a, b) => Number(isPlaced(a)) - Number(isPlaced(b)))
}

function isPlaced({ side, distance }: Bystanders): boolean {
  return side !== undefined || distance !== undefined
}

function koreanList(groups: readonly Bystanders[]): string {
  const phrases = groups.map(({ kind, count, side, distance }) => {
    const { ko, counter } = kinds[kind]
    const how = distance === undefined ? '' : distance === 'near' ? '가까운 곳' : '먼 곳'
    const where = [side === undefined ? '' : sides[side].ko, how].filter(Boolean).join(' ')
    return `${where === '' ? '' : `${where}에 `}${ko} ${koreanCount(count, counter)}`
  })
  const [first = '', second] = phrases
  const all = phrases.length === 2 ? `${withAnd(first)} ${second}` : phrases.join(', ')
  return `${all}${subjectOf(all)}`
}

function koreanCount(count: number, counter: string): string {
  const words = ['', '한', '두', '세', '네', '다섯', '여섯', '일곱', '여덟', '아홉', '열']
  const word = words[count]
  return word === undefined ? `${count}${counter}` : `${word} ${counter}`
}

function englishList(groups: readonly Bystanders[]): string {
  const phrases = groups.map(({ kind, count, side, distance }) => {
    const { one, many } = kinds[kind]
    const what = `${englishCount(count)} ${count === 1 ? one : many}`
    const how = distance === undefined ? '' : distance === 'near' ? ' close to the camera' : ' far away'
    return `${what}${how}${side === undefined ? '' : ` ${sides[side].en}`}`
  })
  return phrases.length < 2 ? phrases.join('') : `${phrases.slice(0, -1).join(', ')} and ${phrases.at(-1)}`
}

function englishCount(count: number): string {
  const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
  return words[count] ?? String(count)
}
