import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Told } from './follow-up.ts'
import { followUpText } from './follow-up-text.ts'
import { sampleIncident } from './sample.ts'

const incident = sampleIncident({ virtual: false })
const told: Told = { part: 'post', at: incident.openedAt, share: 0.01 }
const words = (part: 'grown' | 'closed' | 'reopened', changes = {}) =>
  followUpText(part, told, {
    incident: { ...incident, ...changes },
    camera: { ko: '강남대로', en: 'Gangnam-daero' },
    region: { ko: '서울', en: 'Seoul' },
  })

describe('A follow-up', () => {
  it('of a fire that grew says from what to what, with place and map', () => {
    assert.match(
      words('grown').ko,
      /^\[후속\] 불이 더 커진.*1%에서 2%.*\n장소: 서울 강남대로.*\n지도: https:/,
    )
    assert.match(words('grown').en, /^\[Update\] It looks larger: 2% of the picture, 1% before\.\nWhere: /)
  })

  it('says when it was seen last, and does not say that it is over', () => {
    assert.match(words('closed').ko, /마지막으로 보인 시각: .*오후 2:05.*끝났다는 뜻은 아닐 수 있습니다/)
    assert.match(words('closed').en, /14:05 \(Korean time\).*need not mean that it is over/)
    assert.match(words('reopened').en, /^\[Update\] Seen again, .*14:05/)
  })

  it('names a virtual camera first', () => {
    assert.match(words('closed', { virtual: true }).en, /^\[Virtual camera\]/)
  })
})
