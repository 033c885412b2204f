import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { navigatorLink } from './navigator-link.ts'
import { distanceShown, driveWords } from './words.ts'

describe('What a driver reads and hears', () => {
  it('has a distance one can take in at a glance', () => {
    assert.deepEqual(distanceShown(483), { figure: '480', unit: 'm' })
    assert.deepEqual(distanceShown(3), { figure: '10', unit: 'm' })
    assert.deepEqual(distanceShown(1240), { figure: '1.2', unit: 'km' })
  })

  it('is a whole sentence in either language', () => {
    assert.equal(
      driveWords('ko').spoken('accident', 830, '강남대로'),
      '전방 800미터, 강남대로. 사고가 있습니다. 속도를 줄이세요.',
    )
    assert.equal(driveWords('en').spoken('fire', 230, undefined), 'Fire ahead in 250 metres. Slow down.')
  })

  it('names the direction as a passenger would', () => {
    const { direction } = driveWords('en')
    assert.deepEqual(
      [0, -40, 40, undefined].map((degrees) => direction(degrees)),
      ['straight ahead', 'ahead, left', 'ahead, right', 'near by'],
    )
  })
})

it('Each navigator is asked for a route in its own words', () => {
  const link = (navigator: 'tmap' | 'kakao' | 'naver' | 'other') =>
    navigatorLink(navigator, { latitude: 37.5, longitude: 127 }, '목적지', 'https://city.example')
  const name = encodeURIComponent('목적지')
  assert.equal(link('tmap'), `tmap://route?goalname=${name}&goalx=127&goaly=37.5`)
  assert.equal(link('kakao'), 'kakaomap://route?ep=37.5%2C127&by=CAR')
  assert.equal(
    link('naver'),
    `nmap://route/car?dlat=37.5&dlng=127&dname=${name}&appname=https%3A%2F%2Fcity.example`,
  )
  assert.equal(link('other'), `geo:37.5,127?q=37.5,127(${name})`)
})
