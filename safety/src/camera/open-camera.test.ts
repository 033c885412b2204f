import assert from 'node:assert/strict'
import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Frame } from '../frame/frame.ts'
import { decode } from './decode.ts'
import { findFfmpeg, installerFfmpeg } from './ffmpeg.ts'
import { rtspRelay } from './fixtures/rtsp-relay.ts'
import { type CameraStatus, openCamera } from './open-camera.ts'

const clip = join(import.meta.dirname, '../../city/clips/traffic_day.mp4')
const never = new AbortController().signal
const clipOf = (...files: string[]) => ({ files, play: 'once', everyMs: null, afterMs: 0 }) as const

describe('a clip at full speed', () => {
  it('gives every frame at 5 a second of media time, in its own size', async () => {
    const frames = await all(
      openCamera({ id: 'gate', source: clipOf(clip) }, { signal: never, pace: 'fast', startedAt: 1000 }),
    )
    assert.equal(frames.length, 60)
    assert.deepEqual(
      frames.slice(0, 3).map(({ capturedAt }) => capturedAt),
      [1000, 1200, 1400],
    )
    const { width, height, pixels } = frames[0]!
    assert.deepEqual([width, height, pixels.length], [640, 360, 640 * 360 * 3])
  })

  it('is scaled down to the longest side asked for, and several clips follow one another', async () => {
    const options = { signal: never, pace: 'fast', startedAt: 0, maxSide: 160 } as const
    const frames = await all(openCamera({ id: 'gate', source: clipOf(clip, clip) }, options))

    assert.equal(frames.length, 120)
    assert.equal(frames.at(-1)?.capturedAt, 119 * 200)
    assert.deepEqual([frames[0]?.width, frames[0]?.height], [160, 90])
  })

  it('waits for a slow taker: nothing is read ahead, nothing is lost', async () => {
    const camera = openCamera(
      { id: 'gate', source: clipOf(clip) },
      { signal: never, pace: 'fast', startedAt: 0 },
    )
    let taken = 0
    for await (const { capturedAt } of camera) {
      assert.equal(capturedAt, taken * 200)
      taken += 1
      await sleep(20)
    }
    assert.equal(taken, 60)
  })

  it('that is missing or no video is refused with the camera, ffmpeg’s own words and a remedy', async () => {
    using folder = temporaryFolder()
    const broken = join(folder.path, 'broken.mp4')
    writeFileSync(broken, 'not a video')
    for (const [file, words] of [
      [
        '/nowhere/lost.mp4',
        /Camera gate cannot be read from \/nowhere\/lost\.mp4: No such file or directory\. Check/,
      ],
      [broken, /Camera gate cannot be read from .*Invalid data found/],
    ] as const) {
      const seen: CameraStatus[] = []
      const options = {
        signal: never,
        pace: 'fast',
        onState: (status: CameraStatus) => seen.push(status),
      } as const
      await assert.rejects(all(openCamera({ id: 'gate', source: clipOf(file) }, options)), {
        code: 'BONGHWA_CAMERA_UNREADABLE',
        message: words,
      })
      assert.deepEqual(
        seen.map(({ state }) => state),
        ['starting', 'failed'],
      )
    }
  })
})

describe('a clip played live', () => {
  it('waits, shows its scene in real time, rests, and shows it again', async () => {
    using folder = temporaryFolder()
    const short = await firstSecondOf(clip, folder.path)
    const stop = new AbortController()
    const states: string[] = []
    const source = { files: [short], play: 'once', everyMs: 2000, afterMs: 200 } as const
    const startedAt = Date.now()
    const frames: Frame[] = []
    for await (const frame of openCamera(
      { id: 'gate', source },
      { signal: stop.signal, pace: 'live', onState: ({ state }) => states.push(state) },
    )) {
      frames.push(frame)
      if (frames.length === 6) stop.abort()
    }
    assert.deepEqual(states, ['starting', 'resting', 'watching', 'resting', 'watching'])
    assert.ok(frames[0]!.capturedAt >= startedAt + 200)
    assert.ok(frames[4]!.capturedAt >= startedAt + 200 + 700, 'the fifth frame lies 0.8 s into its scene')
    assert.ok(frames[5]!.capturedAt >= startedAt + 200 + 2000, 'the second scene begins two seconds on')
  })

  it('gives a slow taker the newest frame and counts the dropped ones', async () => {
    const camera = openCamera({ id: 'gate', source: clipOf(clip) }, { signal: never, pace: 'live' })
    const taken: number[] = []
    for await (const { capturedAt } of camera) {
      await sleep(1000)
      if (taken.push(capturedAt) === 3) break
    }
    assert.ok(taken[2]! - taken[0]! >= 1000, 'it does not fall behind')
    assert.ok(camera.dropped >= 4, `${camera.dropped} dropped`)
  })

  it('takes its ffmpeg with it when the taker leaves', async () => {
    for await (const _ of openCamera({ id: 'gate', source: clipOf(clip) }, { signal: never, pace: 'live' }))
      break
    await sleep(100)
    assert.equal(childrenOf(process.pid).filter((name) => name.startsWith('ffmpeg')).length, 0)
  })

  it('takes its ffmpeg with it when the process is killed outright', { skip: !isLinux() }, async () => {
    const script = `import { openCamera } from ${JSON.stringify(join(import.meta.dirname, 'open-camera.ts'))}
      const source = { files: [${JSON.stringify(clip)}], play: 'loop', everyMs: null, afterMs: 0 }
      const options = { signal: new AbortController().signal, pace: 'live' }
      for await (const _ of openCamera({ id: 'gate', source }, options)) console.log('frame')`
    const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(parent.stdout, 'data')
    const [ffmpeg] = pidsUnder(parent.pid!)
    assert.ok(ffmpeg !== undefined)
    parent.kill('SIGKILL')
    for (let tries = 0; tries < 50 && isRunning(ffmpeg); tries++) await sleep(100)
    assert.equal(isRunning(ffmpeg), false)
  })
})

describe('a stream', () => {
  let jpeg: Buffer
  before(async () => {
    const { stdout } = await promisify(execFile)(
      await findFfmpeg(),
      ['-loglevel', 'error', '-i', clip, '-frames:v', '1', '-f', 'image2pipe', '-c:v', 'mjpeg', 'pipe:1'],
      { encoding: 'buffer' },
    )
    jpeg = stdout
  })

  it('of motion JPEG over HTTP is watched, and opened again when it breaks', {
    timeout: 30_000,
  }, async () => {
    let connections = 0
    await using server = await motionJpegServer(
      () => jpeg,
      () => {
        connections += 1
        return connections === 1 ? 8 : Number.POSITIVE_INFINITY
      },
    )
    const stop = new AbortController()
    const states: string[] = []
    let frames = 0
    for await (const frame of openCamera(
      { id: 'gate', source: { url: server.url } },
      { signal: stop.signal, pace: 'live', onState: ({ state }) => states.push(state) },
    )) {
      assert.equal(frame.width, 640)
      frames += 1
      if (connections === 2 && states.at(-1) === 'watching') stop.abort()
    }
    assert.deepEqual(states, ['starting', 'watching', 'failed', 'watching'])
    assert.ok(frames >= 2)
  })

  it('of RTSP is watched over TCP', { timeout: 30_000 }, async () => {
    await using relay = await rtspRelay()
    using publisher = await publishing(clip, relay.url)
    await relay.published
    const stop = new AbortController()
    const frames: Frame[] = []
    for await (const frame of openCamera(
      { id: 'gate', source: { url: relay.url } },
      { signal: stop.signal, pace: 'live', maxSide: 320 },
    )) {
      frames.push(frame)
      if (frames.length === 5) stop.abort()
    }
    assert.equal(publisher.ended(), false)
    assert.deepEqual([frames[4]?.width, frames[4]?.height], [320, 180])
    assert.ok(
      frames[4]!.pixels.some((level) => level > 100),
      'there is a picture',
    )
  })

  it('that refuses is told as failed with the remedy, without its password, and tried again', async () => {
    const stop = new AbortController()
    const failures: CameraStatus[] = []
    const source = { url: 'rtsp://operator:secret@127.0.0.1:9/live' }
    const onState = (status: CameraStatus) => {
      if (status.state === 'failed' && failures.push(status) === 2) stop.abort()
    }
    const frames = await all(
      openCamera({ id: 'gate', source }, { signal: stop.signal, pace: 'live', onState }),
    )
    assert.equal(frames.length, 0)
    assert.match(
      failures[0]!.error!,
      /^Camera gate cannot be read from rtsp:\/\/127\.0\.0\.1:9\/live: .*Connection refused\. Check/,
    )
    assert.doesNotMatch(failures[0]!.error!, /secret/)
    assert.ok(failures[1]!.nextSceneAt! - failures[0]!.nextSceneAt! >= 1900, 'pauses grow')
  })
})

describe('ffmpeg', () => {
  it('of 2018 and of today decode the same clip alike', async (test) => {
    const [old, current] = [await installerFfmpeg(), await findFfmpeg()]
    if (old === undefined) return test.skip('@ffmpeg-installer/ffmpeg has no binary for this machine')
    const [a, b] = await Promise.all(
      [old, current].map((ffmpeg) =>
        all(decode(clip, { ffmpeg, fps: 5, maxSide: 320, realTime: false, signal: never })),
      ),
    )
    assert.equal(a!.length, b!.length)
    assert.deepEqual([a![0]!.width, a![0]!.height], [320, 180])
    assert.ok(meanDifference(a![30]!.pixels, b![30]!.pixels) < 3)
  })

  it('asked for by BONGHWA_FFMPEG that does not run is an error with the install line', async () => {
    await assert.rejects(findFfmpeg({ BONGHWA_FFMPEG: '/nowhere/ffmpeg' }), {
      code: 'BONGHWA_FFMPEG_MISSING',
      message:
        /BONGHWA_FFMPEG is \/nowhere\/ffmpeg, which does not run\. Install it with `apt-get install ffmpeg`/,
    })
  })
})

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = []
  for await (const item of items) taken.push(item)
  return taken
}

function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'camera-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) }
}

async function firstSecondOf(file: string, folder: string): Promise<string> {
  const short = join(folder, 'short.mp4')
  await promisify(execFile)(await findFfmpeg(), [
    '-loglevel',
    'error',
    '-i',
    file,
    '-t',
    '1',
    '-c:v',
    'libx264',
    ...['-bf', '0'],
    short,
  ])
  return short
}

/** An ffmpeg that sends the clip again and again, as a camera would, a key frame every second. */
async function publishing(file: string, url: string) {
  const child = spawn(
    await findFfmpeg(),
    ['-loglevel', 'error', '-re', '-stream_loop', '-1', '-i', file].concat([
      '-an',
      '-c:v',
      'mpeg4',
      '-g',
      '5',
      '-f',
      'rtsp',
      '-rtsp_transport',
      'tcp',
      url,
    ]),
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  return { ended: () => child.exitCode !== null, [Symbol.dispose]: () => void child.kill('SIGKILL') }
}

async function motionJpegServer(picture: () => Buffer, picturesToSend: () => number) {
  const open = new Set<ServerResponse>()
  const server = createServer(async (_, response) => {
    open.add(response)
    const count = picturesToSend()
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=frame' })
    for (let sent = 0; sent < count && !response.destroyed; sent++) {
      response.write(`--frame\r\ncontent-type: image/jpeg\r\ncontent-length: ${picture().length}\r\n\r\n`)
      response.write(picture())
      response.write('\r\n')
      await sleep(100)
    }
    response.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/live`,
    async [Symbol.asyncDispose]() {
      for (const response of open) response.destroy()
      server.close()
    },
  }
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += Math.abs(a[index]! - b[index]!)
  return sum / a.length
}

function isLinux() {
  return process.platform === 'linux'
}

function pidsUnder(pid: number): number[] {
  const pids = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
  return pids.trim().split('\n').map(Number)
}

function childrenOf(pid: number): string[] {
  const listing = execFileSync('ps', ['-A', '-o', 'ppid=,comm='], { encoding: 'utf8' })
  return listing
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([parent]) => parent === String(pid))
    .map(([, name]) => name ?? '')
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
