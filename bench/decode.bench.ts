import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode } from '../safety/src/camera/decode.ts'
import { findFfmpeg } from '../safety/src/camera/ffmpeg.ts'
import { keyFirst } from '../safety/src/camera/key-first.ts'
import { readPackets } from '../safety/src/camera/packets.ts'
import { motionGate } from '../safety/src/motion/motion-gate.ts'
import type { Benchmark } from './benchmark.ts'

const seconds = { long: 32, short: 8 } as const
const rounds = 3

/** What a camera costs that runs on: the long clip less its own beginning, which is decoded in full until its key frames are known. */
const benchmark: Benchmark = {
  measures: 'CPU of an idle 1080p25 H.264 camera, a key frame a second, per second of its time (Linux)',
  unit: 'ms',
  ours: 'packets read, key frames decoded and gated',
  other: 'ffmpeg decoding all, 5 frames a second out',
  async measure() {
    const ffmpeg = await findFfmpeg()
    const folder = mkdtempSync(join(tmpdir(), 'bonghwa-bench-'))
    const clips = { long: join(folder, 'long.mp4'), short: join(folder, 'short.mp4') }
    execFileSync(ffmpeg, stillStreet(clips.long))
    const shorter = ['-i', clips.long, '-t', String(seconds.short), '-c', 'copy', clips.short]
    execFileSync(ffmpeg, ['-loglevel', 'error', ...shorter])
    const signal = new AbortController().signal
    let moved = 0
    async function watched(clip: string) {
      const gate = motionGate()
      const packets = (ending: AbortSignal) => readPackets(clip, { ffmpeg, realTime: false, signal: ending })
      const { pictures } = keyFirst(packets, { ffmpeg, fps: 5, maxSide: 640, signal })
      for await (const { at, ...picture } of pictures)
        if (gate.step({ ...picture, capturedAt: at }).moving) moved += 1
    }
    async function decoded(clip: string) {
      for await (const _ of decode(clip, { ffmpeg, fps: 5, maxSide: 640, realTime: false, signal }));
    }
    const [ours, other, starts]: [number[], number[], number[]] = [[], [], []]
    for (let round = 0; round < rounds; round++) {
      const begun = await cpuMs(() => watched(clips.short))
      starts.push(begun)
      ours.push(((await cpuMs(() => watched(clips.long))) - begun) / (seconds.long - seconds.short))
      const alike = await cpuMs(() => decoded(clips.short))
      other.push(((await cpuMs(() => decoded(clips.long))) - alike) / (seconds.long - seconds.short))
    }
    rmSync(folder, { recursive: true })
    const [least] = ours.toSorted((a, b) => a - b)
    return {
      ours,
      other,
      remarks: [
        `${Math.floor(1000 / least!)} such cameras to a core`,
        `the first ${seconds.short} s of one, two of them decoded in full, take ${Math.round(Math.min(...starts))} ms with the start of three processes`,
        `the gate saw motion in ${moved} pictures`,
      ],
    }
  },
}

export default benchmark

/** A street where nothing moves, seen by a noisy sensor. */
function stillStreet(file: string): string[] {
  const street = join(import.meta.dirname, '../safety/city/clips/traffic_day.mp4')
  const still = `select=eq(n\\,0),scale=1920:1080,loop=${seconds.long * 25}:1,setpts=N/25/TB,noise=alls=5:allf=t`
  const encode = ['-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '4M', '-bf', '0']
  const keyFrames = ['-g', '25', '-keyint_min', '25', '-sc_threshold', '0']
  const length = ['-frames:v', String(seconds.long * 25), '-r', '25']
  return ['-loglevel', 'error', '-i', street, '-vf', still, ...encode, ...keyFrames, ...length, file]
}

/** Of this process and the children that ended meanwhile. */
async function cpuMs(work: () => Promise<void>): Promise<number> {
  const before = ticks()
  await work()
  return (ticks() - before) * 10
}

function ticks(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0)
}
