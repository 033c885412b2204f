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

const seconds = 24
const rounds = 3

const benchmark: Benchmark = {
  measures: 'CPU of an idle 1080p25 H.264 camera, a key frame a second, per second of its time (Linux)',
  unit: 'ms',
  ours: 'packets read, key frames decoded and gated',
  other: 'ffmpeg decoding all, 5 frames a second out',
  async measure() {
    const ffmpeg = await findFfmpeg()
    const folder = mkdtempSync(join(tmpdir(), 'bonghwa-bench-'))
    const clip = join(folder, 'idle.mp4')
    execFileSync(ffmpeg, stillStreet(clip))
    const signal = new AbortController().signal
    const [ours, other]: [number[], number[]] = [[], []]
    let moved = 0
    for (let round = 0; round < rounds; round++) {
      const gate = motionGate()
      ours.push(
        await cpuMs(async () => {
          const packets = (ending: AbortSignal) =>
            readPackets(clip, { ffmpeg, realTime: false, signal: ending })
          const { pictures } = keyFirst(packets, { ffmpeg, fps: 5, maxSide: 640, signal })
          for await (const { at, ...picture } of pictures)
            if (gate.step({ ...picture, capturedAt: at }).moving) moved += 1
        }),
      )
      other.push(
        await cpuMs(async () => {
          for await (const _ of decode(clip, { ffmpeg, fps: 5, maxSide: 640, realTime: false, signal }));
        }),
      )
    }
    rmSync(folder, { recursive: true })
    const [least] = ours.toSorted((a, b) => a - b)
    return {
      ours,
      other,
      remarks: [
        `${Math.floor(1000 / least!)} such cameras to a core; the first two seconds of ours are decoded in full`,
        `the gate saw motion in ${moved} pictures`,
      ],
    }
  },
}

export default benchmark

/** A street where nothing moves, seen by a noisy sensor. */
function stillStreet(file: string): string[] {
  const street = join(import.meta.dirname, '../safety/city/clips/traffic_day.mp4')
  const still = `select=eq(n\\,0),scale=1920:1080,loop=${seconds * 25}:1,setpts=N/25/TB,noise=alls=5:allf=t`
  const encode = ['-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '4M', '-bf', '0']
  const keyFrames = ['-g', '25', '-keyint_min', '25', '-sc_threshold', '0']
  const length = ['-frames:v', String(seconds * 25), '-r', '25']
  return ['-loglevel', 'error', '-i', street, '-vf', still, ...encode, ...keyFrames, ...length, file]
}

/** Of this process and the children that ended meanwhile, for each second of the clip. */
async function cpuMs(work: () => Promise<void>): Promise<number> {
  const before = ticks()
  await work()
  return ((ticks() - before) * 10) / seconds
}

function ticks(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0)
}
