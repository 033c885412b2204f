import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { findFfmpeg, installerFfmpeg } from './ffmpeg.ts'
import type { Packet } from './flv.ts'
import { type Decoding, type KeyFirst, keyFirst } from './key-first.ts'
import { keyInterval } from './key-interval.ts'
import { mediaClock } from './media-clock.ts'
import { readPackets } from './packets.ts'
import { recentPackets } from './recent-packets.ts'

const folder = mkdtempSync(join(tmpdir(), 'key-first-'))
const never = new AbortController().signal
let everySecond: Packet[]
let everyFourSeconds: Packet[]

before(async () => {
  const packetsOf = async (keyFrameSeconds: number) => {
    const file = join(folder, `${keyFrameSeconds}.mp4`)
    const source = ['-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=25:duration=9', '-c:v', 'libx264']
    const frames = String(keyFrameSeconds * 25)
    const codec = ['-bf', '0', '-g', frames, '-keyint_min', frames, '-sc_threshold', '0']
    const ffmpeg = await findFfmpeg()
    await promisify(execFile)(ffmpeg, ['-loglevel', 'error', ...source, ...codec, file])
    return all(readPackets(file, { ffmpeg, realTime: false, signal: never }))
  }
  everySecond = await packetsOf(1)
  everyFourSeconds = await packetsOf(4)
})
after(() => rmSync(folder, { recursive: true }))

describe('packets of a clip', () => {
  it('carry their instants, and which of them are key frames', () => {
    const pictures = everySecond.filter(({ kind }) => kind === 'picture')
    assert.equal(everySecond[0]?.kind, 'settings')
    assert.equal(pictures.length, 225)
    assert.deepEqual(
      pictures.filter(({ key }) => key).map(({ at }) => at),
      [0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000],
    )
    assert.equal(pictures[1]?.at, 40)
  })
})

for (const [version, find] of [
  ['today', () => findFfmpeg()],
  ['2018', () => installerFfmpeg()],
] as const)
  describe(`key frames first, with an ffmpeg of ${version}`, () => {
    it('decodes in full until it knows how frequent key frames are, then key frames only', async (test) => {
      const ffmpeg = await find()
      if (ffmpeg === undefined) return test.skip('@ffmpeg-installer/ffmpeg has no binary for this machine')
      const decodings: Decoding[] = []
      const camera = played(everySecond, ffmpeg, { onDecoding: (decoding) => decodings.push(decoding) })
      const times = (await all(camera.pictures)).map(({ at }) => at).toSorted((a, b) => a - b)

      const untilTwoSeconds = Array.from({ length: 11 }, (_, index) => index * 200)
      assert.deepEqual(times, [...untilTwoSeconds, 3000, 4000, 5000, 6000, 7000, 8000])
      assert.deepEqual(decodings.at(-1), { mode: 'key-frames', keyFrameMs: 1000 })
    })
  })

describe('key frames first', () => {
  it('goes back to the key frame before the last when attention is called for, and loses no moment', async () => {
    const camera: KeyFirst = played(everySecond, await findFfmpeg(), {
      // All that came before the key frame of the sixth second has been seen, and that moved.
      atPacket: async ({ at }) => {
        if (at === 5200) camera.attend(true)
        if (at === 7200) camera.attend(false)
      },
    })
    const times = (await all(camera.pictures)).map(({ at }) => at).toSorted((a, b) => a - b)
    const fromFourToEight = Array.from({ length: 21 }, (_, index) => 4000 + index * 200)
    assert.deepEqual(
      times.filter((at) => at >= 4000),
      fromFourToEight,
    )
  })

  it('decodes a source in full whose key frames are rare', async () => {
    const decodings: Decoding[] = []
    const camera = played(everyFourSeconds, await findFfmpeg(), { onDecoding: (one) => decodings.push(one) })
    assert.equal((await all(camera.pictures)).length, 45)
    assert.deepEqual(decodings.at(-1), { mode: 'full', keyFrameMs: 4000 })
  })

  it('ends its decoders when the taker leaves', async () => {
    const camera = played(everySecond, await findFfmpeg())
    for await (const { width } of camera.pictures) {
      assert.equal(width, 320)
      break
    }
  })

  it('fails as its source does', async () => {
    const failing = keyFirst(
      // biome-ignore lint/correctness/useYield: it fails before it has anything to give
      async function* () {
        throw new RangeError('gone')
      },
      { ffmpeg: await findFfmpeg(), fps: 5, maxSide: 320, signal: never },
    )
    await assert.rejects(all(failing.pictures), /gone/)
  })
})

describe('what a source sent lately', () => {
  it('begins at the key frame before the last', () => {
    const recent = recentPackets()
    for (const packet of pictures([0, 40, 80, 1000, 1040, 2000, 2040], (at) => at % 1000 === 0))
      recent.add(packet)
    assert.deepEqual(
      recent.all().map(({ at }) => at),
      [1000, 1040, 2000, 2040],
    )
  })

  it('is nothing when it would be too much, until the next key frame', () => {
    const recent = recentPackets(25)
    for (const packet of pictures([0, 40, 80], (at) => at === 0)) recent.add(packet)
    assert.deepEqual(recent.all(), [])
    for (const packet of pictures([120, 160], (at) => at === 120)) recent.add(packet)
    assert.equal(recent.all().length, 2)
  })
})

describe('the interval of key frames', () => {
  it('is the longest of the last four, and suffices up to two seconds while none is overdue', () => {
    const interval = keyInterval()
    for (const at of [0, 4000]) interval.note(at)
    assert.equal(interval.longestMs, null)
    for (const at of [5000, 6000, 7000]) interval.note(at)
    assert.equal(interval.suffices(7000), false, 'it was four seconds once')
    interval.note(8000)
    assert.equal(interval.longestMs, 1000)
    assert.equal(interval.suffices(9900), true)
    assert.equal(interval.suffices(10_300), false, 'the next is overdue')
  })
})

describe('the clock of a source', () => {
  it('goes by the packet that took the shortest way', () => {
    const clock = mediaClock()
    for (const [at, arrivedAt] of [
      [0, 10_300],
      [40, 10_100],
      [80, 10_350],
    ] as const)
      clock.note(at, arrivedAt)
    assert.ok(Math.abs(clock.toEpoch(80) - 10_140) <= 1)
  })

  it('follows a source that begins anew', () => {
    const clock = mediaClock()
    clock.note(60_000, 100_000)
    clock.note(0, 100_040)
    assert.equal(clock.toEpoch(0), 100_040)
  })
})

/** The packets as they came from a camera, each when those before have been decoded. */
function played(
  packets: readonly Packet[],
  ffmpeg: string,
  {
    onDecoding,
    atPacket,
  }: { onDecoding?: (decoding: Decoding) => void; atPacket?: (packet: Packet) => void } = {},
): KeyFirst {
  return keyFirst(
    async function* () {
      for (const packet of packets) {
        atPacket?.(packet)
        yield packet
      }
    },
    { ffmpeg, fps: 5, maxSide: 320, signal: never, ...(onDecoding ? { onDecoding } : {}) },
  )
}

const pictures = (times: readonly number[], isKey: (at: number) => boolean): Packet[] =>
  times.map((at) => ({ kind: 'picture', key: isKey(at), at, bytes: new Uint8Array(10) }))

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = []
  for await (const item of items) taken.push(item)
  return taken
}
