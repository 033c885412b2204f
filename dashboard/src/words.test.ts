import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { josa } from './josa.ts'
import { lasting, preferredLanguage, span, wordsFor } from './words.ts'

describe('words', () => {
  it('follow the browser: whichever of Korean and English it prefers, English when neither', () => {
    assert.equal(preferredLanguage(['ko-KR', 'en']), 'ko')
    assert.equal(preferredLanguage(['fr', 'ko']), 'ko')
    assert.equal(preferredLanguage(['en-GB', 'ko']), 'en')
    assert.equal(preferredLanguage(['fr']), 'en')
  })

  it('say a length of time as coarsely as a person would', () => {
    const said = [12_000, 60_000, 3_599_000, 3_600_000, 3_900_000].map((ms) => [
      lasting(ms, wordsFor('en')),
      lasting(ms, wordsFor('ko')),
    ])
    assert.deepEqual(said, [
      ['12 s', '12초'],
      ['1 min', '1분'],
      ['59 min', '59분'],
      ['1 h', '1시간'],
      ['1 h 5 min', '1시간 5분'],
    ])
  })

  it('give spans measured in the machine their unit', () => {
    assert.deepEqual([0.07, 4, 106.4, 1240].map(span), ['0.07 ms', '4.0 ms', '106 ms', '1.2 s'])
  })

  it('put the Korean particle that the last syllable asks for', () => {
    assert.equal(josa('서울', '이', '가'), '서울이')
    assert.equal(josa('부산시', '이', '가'), '부산시가')
    assert.equal(josa('노드 1', '이', '가'), '노드 1이')
    assert.equal(josa('노드 2', '이', '가'), '노드 2가')
  })
})
