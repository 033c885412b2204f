import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { parseCity, readCity } from './city.ts'
import { withFootage } from './footage.ts'

const defaultCity = join(import.meta.dirname, '../../city/city.yaml')

describe('a city file', () => {
  it('of the project itself is read, its clips and its model found beside it', () => {
    const city = readCity(defaultCity)

    assert.deepEqual(
      city.regions.map(({ name, core }) => [name, core]),
      [
        ['seoul', true],
        ['daejeon', false],
      ],
    )
    assert.equal(city.cameras.length, 14)
    assert.deepEqual(city.cameras[0]?.source, {
      files: [join(import.meta.dirname, '../../city/clips/crash_day.mp4')],
      play: 'once',
      everyMs: 240_000,
      afterMs: 5000,
    })
    const stage = city.cameras.find(({ id }) => id === 'seoul-stage')?.source
    assert.ok(stage !== undefined && 'push' in stage)
    assert.deepEqual(Object.keys(stage.clips), ['crash', 'car-fire', 'pistol'])
    assert.equal(city.reviews.weapon, 'ask')
    assert.ok(city.model.endsWith('models/city-nano'))
  })

  it('has its first region as the core when none says so', () => {
    const city = parseCity(cityText(), '/city/city.yaml')
    assert.equal(city.regions[0]?.core, true)
  })

  it('says file, line and key of every mistake at once', () => {
    const text = cityText().replace('latitude: 37.5', 'latitude: 375').replace('kind: City', 'kind: Town')
    assert.throws(() => parseCity(text, '/city/city.yaml'), {
      code: 'BONGHWA_CITY_INVALID',
      message:
        /has 2 mistakes:\n {2}\/city\/city\.yaml:2 kind: Town must be City\n {2}\/city\/city\.yaml:6 spec\.regions\[0\]\.place\.latitude: /,
    })
  })

  it('names the key that an unknown one was meant to be', () => {
    const text = cityText().replace('region: seoul', 'regoin: seoul')
    assert.throws(
      () => parseCity(text, 'city.yaml'),
      /city\.yaml:11 spec\.cameras\[0\]\.regoin: is no key here; did you mean region\?/,
    )
  })

  it('with a camera in no region says which regions there are', () => {
    const text = cityText().replace('region: seoul', 'region: busan')
    assert.throws(() => parseCity(text, 'city.yaml'), /city\.yaml:11 .*busan is no region here; write seoul/)
  })

  it('refuses two cores, and an id used twice', () => {
    const two = cityText()
      .replace('nodes: [seoul-1] }', 'nodes: [seoul-1], core: true }')
      .replace('nodes: [daejeon-1] }', 'nodes: [daejeon-1], core: true }')
    assert.throws(
      () => parseCity(two, 'city.yaml'),
      /city\.yaml:7 spec\.regions\[1\]\.core: seoul is the core already/,
    )

    const twins = cityText() + cityText().slice(cityText().indexOf('    - id:'))
    assert.throws(
      () => parseCity(twins, 'city.yaml'),
      /city\.yaml:15 .*north-gate is the id of another camera/,
    )
  })

  it('refuses a source file that is not there, and an address no camera speaks', () => {
    const missing = cityText().replace('{ url: rtsp://camera.example/1 }', '{ file: ./lost.mp4 }')
    assert.throws(
      () => parseCity(missing, '/city/city.yaml'),
      /city\.yaml:13 .*source\.file: there is no file \/city\/lost\.mp4/,
    )
    const ftp = cityText().replace('rtsp://', 'ftp://')
    assert.throws(
      () => parseCity(ftp, 'city.yaml'),
      /city\.yaml:13 .*ftp:\/\/camera.example\/1 must begin with rtsp:\/\//,
    )
  })

  it('has masks and zones as polygons, each of three corners or more', () => {
    const drawn = (corners: string) =>
      parseCity(
        `${cityText()}      masks: [${corners}]\n      zones: [[[0, 1], [1, 1], [1, 0.5]]]\n`,
        'city.yaml',
      )
    const [camera] = drawn('[[0, 0], [0.5, 0], [0, 0.5]]').cameras
    const corners = [camera?.masks.map((mask) => mask.length), camera?.zones.map((zone) => zone.length)]
    assert.deepEqual(corners, [[3], [3]])
    assert.throws(() => drawn('[[0, 0], [0.5, 0]]'), /masks\[0\]: must have at least 3/)
    assert.throws(() => drawn('[[0, 0], [1.5, 0], [0, 1]]'), /masks\[0\]\[1\]\[0\]/)
  })

  it('that is not YAML is named with the line', () => {
    assert.throws(() => parseCity('kind: [', 'city.yaml'), /city\.yaml:1 /)
  })

  it('that is not there is said plainly', () => {
    assert.throws(() => readCity('/nowhere/city.yaml'), {
      code: 'BONGHWA_CITY_INVALID',
      message: /there is no file \/nowhere\/city\.yaml/,
    })
  })
})

describe('footage', () => {
  it('gives its clips to the cameras in turn, as real ones', () => {
    using folder = folderOf('b.mp4', 'a.mkv', 'notes.txt')
    const { cameras } = withFootage(readCity(defaultCity), folder.path)

    assert.deepEqual(cameras.slice(0, 3).map(filesOf), [['a.mkv'], ['b.mp4'], ['a.mkv']])
    assert.ok(cameras.slice(0, 12).every((camera) => !camera.virtual))
    assert.ok(cameras.slice(12).every(({ source }) => 'push' in source))
  })

  it('shows every clip, some cameras then having several', () => {
    const names = Array.from({ length: 14 }, (_, index) => `clip-${String(index).padStart(2, '0')}.mp4`)
    using folder = folderOf(...names)
    const { cameras } = withFootage(readCity(defaultCity), folder.path)

    assert.deepEqual(filesOf(cameras[0]!), ['clip-00.mp4', 'clip-12.mp4'])
    assert.deepEqual(cameras.slice(0, 12).flatMap(filesOf).sort(), names)
  })

  it('of an empty or missing folder is refused', () => {
    using folder = folderOf('notes.txt')
    const city = readCity(defaultCity)
    assert.throws(() => withFootage(city, folder.path), { code: 'BONGHWA_FOOTAGE_EMPTY' })
    assert.throws(() => withFootage(city, join(folder.path, 'none')), /does not exist/)
  })
})

const cityText = () => `apiVersion: bonghwa.dev/v1
kind: City
metadata: { name: small }
spec:
  regions:
    - { name: seoul, title: { ko: 서울, en: Seoul }, place: { latitude: 37.5, longitude: 127 }, nodes: [seoul-1] }
    - { name: daejeon, title: { ko: 대전, en: Daejeon }, place: { latitude: 36.3, longitude: 127.4 }, nodes: [daejeon-1] }
  model: ./model
  cameras:
    - id: north-gate
      region: seoul
      title: { ko: 북문, en: North gate }
      source: { url: rtsp://camera.example/1 }
      place: { latitude: 37.5, longitude: 127 }
`

function folderOf(...names: string[]) {
  const path = mkdtempSync(join(tmpdir(), 'footage-'))
  for (const name of names) writeFileSync(join(path, name), '')
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) }
}

const filesOf = ({ source }: { source: object }) =>
  'files' in source ? (source.files as string[]).map((file) => file.split('/').at(-1)!) : []
