import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Detection } from '../detection/detection.ts'
import { describeScene } from './describe.ts'
import { sampleIncident } from './sample.ts'

const knife = { x: 20, y: 150, width: 30, height: 40 }
const detected = (label: string, x: number, width: number, height: number): Detection => ({
  label,
  score: 0.8,
  box: { x, y: 100, width, height },
})

describe('A scene in words', () => {
  it('says what was seen, where in the picture, how large, and how sure that is', () => {
    const scene = sampleIncident({ label: 'knife', box: knife, score: 0.824, detections: [] })
    assert.deepEqual(describeScene(scene), {
      ko: '화면 왼쪽에 칼로 보이는 물체가 작게 찍혔습니다(확신도 82%).',
      en: 'A possible knife, small, on the left of the picture (confidence 82%).',
    })
  })

  it('counts people, vehicles and two-wheelers, and places those that are together', () => {
    const detections = [
      detected('knife', 20, 30, 40),
      detected('person', 10, 60, 200),
      detected('person', 80, 60, 190),
      detected('vehicle', 40, 60, 50),
      detected('vehicle', 580, 60, 50),
      detected('two-wheeler', 300, 20, 30),
    ]
    const { ko, en } = describeScene(sampleIncident({ label: 'knife', box: knife, detections }))
    assert.match(
      ko,
      /차량 두 대, 왼쪽 가까운 곳에 사람 두 명, 가운데 먼 곳에 이륜차 한 대가 함께 보입니다\.$/,
    )
    assert.match(
      en,
      /Also in view: two vehicles, two people close to the camera on the left and one two-wheeler far away in the middle\.$/,
    )
  })

  it('ends a Korean list with the particle that its last word takes', () => {
    const { ko } = describeScene(sampleIncident({ detections: [detected('person', 300, 40, 100)] }))
    assert.match(ko, /가운데에 사람 한 명이 함께 보입니다/)
  })

  it('writes more than ten as a number', () => {
    const detections = Array.from({ length: 12 }, (_, index) => detected('person', index * 50, 20, 80))
    const { ko, en } = describeScene(sampleIncident({ detections }))
    assert.match(ko, /사람 12명이/)
    assert.match(en, /12 people/)
  })

  it('says what whoever holds a weapon wears', () => {
    const scene = sampleIncident({ label: 'knife', box: knife })
    const black = { ko: '검은색', en: 'black' }
    const two = describeScene(scene, { clothing: { above: black, below: { ko: '파란색', en: 'blue' } } })
    assert.match(two.ko, /들고 있는 사람의 옷차림: 상의 검은색, 하의 파란색\./)
    assert.match(two.en, /Whoever holds it wears black above and blue below\./)
    const one = describeScene(scene, { clothing: { above: black, below: black } })
    assert.match(one.ko, /위아래 검은색/)
    assert.match(one.en, /wears black\./)
  })

  it('says which way whoever holds a weapon moved, where that was measured', () => {
    const walking = describeScene(sampleIncident({ label: 'knife', box: knife, movement: 'right' }))
    assert.match(walking.ko, /들고 있는 사람은 화면 오른쪽으로 움직였습니다\./)
    assert.match(walking.en, /Whoever holds it was moving to the right\./)
    assert.doesNotMatch(describeScene(sampleIncident({ label: 'knife', box: knife })).en, /moving/)
  })

  it('says that it is dark only when that is known', () => {
    assert.match(describeScene(sampleIncident(), { brightness: 0.1 }).en, /The picture is dark\.$/)
    assert.doesNotMatch(describeScene(sampleIncident(), { brightness: 0.5 }).ko, /어둡/)
    assert.doesNotMatch(describeScene(sampleIncident()).ko, /어둡/)
  })
})
