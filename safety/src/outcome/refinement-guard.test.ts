import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Detection } from '../detection/detection.ts'
import type { IncidentLabel } from '../incident/incident.ts'
import { movements } from '../incident/movement.ts'
import { describeScene } from './describe.ts'
import { refinementProblem } from './refinement-guard.ts'
import { sampleIncident } from './sample.ts'

const seen = (label: string, x = 300): Detection => ({
  label,
  score: 0.8,
  box: { x, y: 100, width: 40, height: 90 },
})
const scene = sampleIncident({
  label: 'gun',
  box: { x: 300, y: 150, width: 40, height: 30 },
  detections: [seen('gun'), seen('person'), seen('person', 320), seen('vehicle', 310)],
})
const grounded = describeScene(scene)
const elsewhere = [
  { ko: '대전', en: 'Daejeon' },
  { ko: '테헤란로', en: 'Teheran-ro' },
]
const problemOf = (ko: string, en: string) => refinementProblem({ ko, en }, { scene, grounded, elsewhere })

const good = {
  ko: '상점 안에서 사람 두 명 가운데 한쪽이 총으로 보이는 물체를 들고 있고, 뒤에 차량 한 대가 있습니다.',
  en: 'Inside a shop, two people are seen; one of them holds what may be a gun. A vehicle is behind them.',
}

describe('The wording of a model is used', () => {
  it('when it says the same things in other words', () => {
    assert.equal(problemOf(good.ko, good.en), undefined)
  })

  it('so that what was measured would always pass, whatever was seen', () => {
    for (const label of ['accident', 'fire', 'gun', 'knife'] satisfies IncidentLabel[])
      for (const kinds of [
        [],
        ['person'],
        ['person', 'person', 'vehicle'],
        ['vehicle', 'two-wheeler', 'two-wheeler'],
      ])
        for (const x of [10, 300, 600]) {
          const box = { x, y: 100, width: 30, height: 20 }
          const detections = kinds.map((kind, index) => seen(kind, (x + index * 250) % 600))
          const movement = movements[kinds.length + (x % 4)] ?? null
          const one = sampleIncident({ label, box, detections, movement })
          const clothing = { above: { ko: '빨간색', en: 'red' }, below: { ko: '검은색', en: 'black' } }
          const words = describeScene(one, { brightness: 0.1, clothing })
          assert.equal(
            refinementProblem(words, { scene: one, grounded: words, elsewhere }),
            undefined,
            words.en,
          )
        }
  })
})

describe('The wording of a model is thrown away', () => {
  const cases: [string, Partial<typeof good>, RegExp][] = [
    ['when it is empty', { ko: ' ' }, /is empty/],
    ['when it is too long', { en: `${good.en} `.repeat(6) }, /more than 400/],
    ['when one language stands for the other', { en: good.ko }, /no English/],
    ['when it is not Korean', { ko: good.en }, /no Korean/],
    ['when it carries an address', { en: `${good.en} See www.example.org/@me` }, /signs/],
    [
      'when it does not say what was seen',
      { en: 'Two people and a vehicle may be in a shop.' },
      /does not name/,
    ],
    ['when it states it as a fact', { en: 'Two people; one holds a gun. A vehicle.' }, /as a fact/],
    ['when it names another weapon', { en: `${good.en} A knife lies there.` }, /another thing: knife/],
    ['when it tells of a fire', { ko: `${good.ko} 불길이 보입니다.` }, /another thing: fire/],
    ['when it counts otherwise', { en: 'Three people are seen with what may be a gun.' }, /counts otherwise/],
    ['when it makes a crowd', { en: 'Many people are seen with what may be a gun.' }, /counts otherwise/],
    [
      'when it counts otherwise in Korean',
      { ko: '사람 네 명과 총으로 보이는 물체가 있습니다.' },
      /counts otherwise/,
    ],
    ['when it sees a bicycle where none was', { en: `${good.en} Bicycles stand near.` }, /two-wheeler/],
    ['when it reads a number', { en: `${good.en} The plate reads 12 3456.` }, /not measured/],
    ['when it says another side', { en: `${good.en} It is on the left.` }, /left/],
    ['when it says who walks', { en: `${good.en} One is walking.` }, /somebody moves, which was not/],
    ['when it says who comes', { ko: `${good.ko} 카메라로 다가옵니다.` }, /otherwise than was measured/],
    ['when it says another place', { ko: `${good.ko} 테헤란로입니다.` }, /another place: Teheran-ro/],
    ['when it says of what sex', { en: 'Two people; a man holds what may be a gun. A vehicle.' }, /“man”/],
    ['when it says how old, in Korean', { ko: `${good.ko} 젊은 사람입니다.` }, /젊은/],
    ['when it says what they mean to do', { en: `${good.en} They are about to shoot.` }, /about to/],
    ['when it names somebody', { en: `${good.en} It looks like Alex.` }, /“Alex”/],
    ['when it names somebody in Korean', { ko: `${good.ko} 홍길동 씨가 보입니다.` }, /씨가/],
  ]
  for (const [when, changes, reason] of cases)
    it(when, () => {
      const { ko, en } = { ...good, ...changes }
      assert.match(problemOf(ko, en) ?? 'nothing', reason)
    })
})
