import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { FunctionState, IncidentFeature, Region } from './api.ts'
import { emptyPicture, type Picture } from './picture.ts'
import { announcement, sentence } from './sentence.ts'
import { clock, wordsFor } from './words.ts'

const ko = wordsFor('ko')
const en = wordsFor('en')
const now = Date.parse('2026-11-24T05:10:00Z')

describe('the sentence under the ridge', () => {
  it('says that all is quiet', () => {
    const picture = { ...quiet, functions: asleep(9) }
    assert.equal(sentence(picture, en, now), 'All quiet. 0 of 9 functions awake.')
    assert.equal(sentence(picture, ko, now), '평온합니다. 함수 9개 모두 잠들어 있습니다.')
  })

  it('says how many are awake while nothing is open', () => {
    const picture = { ...quiet, functions: [awake, ...asleep(8)] }
    assert.equal(sentence(picture, en, now), 'All quiet. 1 of 9 functions awake.')
    assert.equal(sentence(picture, ko, now), '평온합니다. 함수 9개 중 1개가 깨어 있습니다.')
  })

  it('says what is open, where and since when', () => {
    const picture = { ...quiet, functions: [awake], incidents: [incident('fire', 90)] }
    const since = clock(now - 90_000, 'minutes')
    assert.equal(
      sentence(picture, en, now),
      `Fire at Dunsan-ro, Daejeon, since ${since} (1 min). 1 of 1 functions awake.`,
    )
    assert.equal(
      sentence(picture, ko, now),
      `대전 둔산로에서 불이 났습니다. ${since}부터 1분째입니다. 함수 1개 중 1개가 깨어 있습니다.`,
    )
  })

  it('is announced without what goes up by itself', () => {
    const picture = { ...quiet, functions: [awake], incidents: [incident('fire', 90)] }
    const since = clock(now - 90_000, 'minutes')
    assert.equal(announcement(picture, en), `Fire at Dunsan-ro, Daejeon, since ${since}.`)
    assert.equal(announcement(picture, ko), `대전 둔산로에서 불이 났습니다. ${since}부터입니다.`)
  })

  it('names the gravest of several and counts the rest', () => {
    const picture = {
      ...quiet,
      functions: asleep(1),
      incidents: [incident('accident', 5), incident('gun', 200), incident('fire', 30)],
    }
    assert.match(sentence(picture, en, now), /^Possible gun at .* 2 more incidents open\./)
    assert.match(sentence(picture, ko, now), /총기로 보이는 물체가 보입니다.* 그 밖에 2건이 진행 중입니다\./)
  })

  it('says which region is silent and who stands in for it', () => {
    const regions = [seoul, { ...daejeon, state: 'dead', servedBy: 'seoul' }] as Region[]
    const picture = { ...quiet, regions, functions: asleep(2) }
    assert.equal(
      sentence(picture, en, now),
      'Daejeon does not answer; Seoul stands in for it. 0 of 2 functions awake.',
    )
    assert.equal(
      sentence(picture, ko, now),
      '대전이 응답하지 않아 서울이 대신 맡고 있습니다. 함수 2개 모두 잠들어 있습니다.',
    )
  })

  it('does not call it quiet while nobody knows what is open', () => {
    const picture = { ...quiet, functions: asleep(1), incidents: null }
    assert.equal(sentence(picture, en, now), 'What is open cannot be told yet. 0 of 1 functions awake.')
  })

  it('promises nothing before the city was heard', () => {
    assert.equal(sentence(emptyPicture, en, now), en.connecting)
  })
})

const seoul = region('seoul', '서울', 'Seoul')
const daejeon = region('daejeon', '대전', 'Daejeon')
const quiet: Picture = { ...emptyPicture, regions: [seoul, daejeon], incidents: [] }
const awake = { name: 'detect', replicas: 2 } as FunctionState

function asleep(count: number): FunctionState[] {
  return Array.from({ length: count }, (_, index) => ({ name: `f${index}`, replicas: 0 }) as FunctionState)
}

function region(name: string, korean: string, english: string): Region {
  return { name, title: { ko: korean, en: english }, state: 'alive', servedBy: name } as Region
}

function incident(label: string, secondsAgo: number): IncidentFeature {
  return {
    id: label,
    properties: {
      label,
      state: 'open',
      region: 'daejeon',
      cameraTitle: { ko: '둔산로', en: 'Dunsan-ro' },
      openedAt: new Date(now - secondsAgo * 1000).toISOString(),
    },
  } as IncidentFeature
}
