import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Incident } from '../incident/incident.ts'
import { postText } from './post-text.ts'
import { sampleIncident } from './sample.ts'

const words = (changes: Partial<Incident>, mosaicked = false) =>
  postText({
    incident: sampleIncident({ virtual: false, ...changes }),
    camera: { ko: '강남대로', en: 'Gangnam-daero' },
    region: { ko: '서울', en: 'Seoul' },
    mosaicked,
  })

describe('A post', () => {
  it('says what, where, when by the Korean clock, how sure, and what to do', () => {
    assert.deepEqual(words({ label: 'fire' }).text, {
      ko: [
        '[자동 감지] 불이 난 것으로 보입니다.',
        '장소: 서울 강남대로 (37.4979, 127.0276)',
        '시각: 2026년 11월 24일 오후 2:05 (한국 시각)',
        '확신도: 높음(71%)',
        '가까이 가지 말고, 불이나 연기가 보이면 119에 신고하세요.',
        '지도: https://www.openstreetmap.org/?mlat=37.4979&mlon=127.0276#map=17/37.4979/127.0276',
      ].join('\n'),
      en: [
        '[Automatic detection] Possible fire.',
        'Where: Gangnam-daero, Seoul (37.4979, 127.0276)',
        'When: 24 November 2026 at 14:05 (Korean time)',
        'Confidence: high (71%)',
        'Keep away, and call 119 if you see fire or smoke.',
        'Map: https://www.openstreetmap.org/?mlat=37.4979&mlon=127.0276#map=17/37.4979/127.0276',
      ].join('\n'),
    })
  })

  it('of a weapon says to keep away and call 112', () => {
    for (const label of ['gun', 'knife'] as const) {
      const { ko, en } = words({ label }).text
      assert.match(ko, /로 보이는 물체가 감지되었습니다.*가까이 가지 말고 안전한 곳에서 112에 신고하세요/s)
      assert.match(en, /Possible (gun|knife).*Keep away, and call 112/s)
    }
  })

  it('of a virtual camera says so first, in both languages, and calls nobody out', () => {
    const { text, alt } = words({ label: 'gun', virtual: true })
    assert.match(text.ko, /^\[가상 카메라\] 컴퓨터로 만든 장면이며 실제 상황이 아닙니다\..*실제 상황이라면 /s)
    assert.match(text.en, /^\[Virtual camera\] A rendered scene, not a real event\..*If this were real: /s)
    assert.match(alt.ko, /가상 카메라/)
    assert.match(alt.en, /virtual camera/)
  })

  it('of a real camera does not speak of virtual ones', () => {
    const { text, alt } = words({})
    assert.doesNotMatch([text.ko, text.en, alt.ko, alt.en].join(' '), /가상|virtual|rendered/i)
  })

  it('tells those who do not see the photo that its faces are hidden', () => {
    assert.match(words({}, true).alt.ko, /번호판은 모자이크 처리했습니다/)
    assert.match(words({}, true).alt.en, /number plates are pixelated/)
    assert.doesNotMatch(words({}, false).alt.en, /pixelated/)
  })
})
