import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { openCamera } from '../safety/src/camera/open-camera.ts'
import type { Frame } from '../safety/src/frame/frame.ts'
import {
  attends,
  defaultGatePolicy,
  freshGateMemory,
  gateDecision,
} from '../safety/src/motion/gate-policy.ts'
import { motionGate } from '../safety/src/motion/motion-gate.ts'
import type { Benchmark } from './benchmark.ts'

const clips = join(import.meta.dirname, '../safety/city/clips')

const benchmark: Benchmark = {
  measures: 'CPU of the motion gate, a frame of 320x180',
  unit: 'ms',
  ours: 'one step of the gate',
  other: 'the luma of every pixel, and nothing else',
  async measure() {
    const frames = await framesOf(join(clips, 'traffic_day.mp4'), 320)
    const [ours, other]: [number[], number[]] = [[], []]
    for (let round = 0; round < 40; round++) {
      const gate = motionGate()
      ours.push(meanMs(frames, (frame) => gate.step(frame)))
      other.push(meanMs(frames, luma))
    }
    const remarks: string[] = []
    for (const clip of globSync('*.mp4', { cwd: clips }).toSorted()) {
      const truth = join(clips, clip.replace(/\.mp4$/, '.json'))
      if (existsSync(truth)) remarks.push(opening(clip, await framesOf(join(clips, clip), 640), truth))
    }
    return { ours, other, remarks }
  },
}

export default benchmark

/** When the gate, shown a key frame a second until it opens, opens for the clip's incident; and how much it is open. */
function opening(clip: string, frames: readonly Frame[], truth: string): string {
  const { incident } = JSON.parse(readFileSync(truth, 'utf8'))
  const gate = motionGate()
  let memory = freshGateMemory
  let [closely, open] = [false, 0]
  const opened: number[] = []
  for (const frame of frames) {
    const { capturedAt } = frame
    if (closely || capturedAt % 1000 === 0) {
      const { moving } = gate.step(frame)
      memory = gateDecision(defaultGatePolicy, memory, { capturedAt, moving }).memory
      closely = attends(defaultGatePolicy, memory, capturedAt)
    }
    if (!closely) continue
    open += 1
    opened.push(capturedAt / 1000)
  }
  const share = `open ${Math.round((open / frames.length) * 100)} % of the time`
  const start: number | undefined = incident?.second ?? incident?.t0
  if (start === undefined) return `${basename(clip)}: never quite still, ${share}`
  const at = opened.find((second) => second >= start)
  return `${basename(clip)}: ${incident.label} at ${start.toFixed(1)} s, open ${at === undefined ? 'never' : `${(at - start).toFixed(1)} s later`}, ${share}`
}

async function framesOf(clip: string, maxSide: number): Promise<Frame[]> {
  const source = { files: [clip], play: 'once', everyMs: null, afterMs: 0 } as const
  const options = { signal: new AbortController().signal, pace: 'fast', startedAt: 0, maxSide } as const
  const frames: Frame[] = []
  for await (const frame of openCamera({ id: 'bench', source }, options)) frames.push(frame)
  return frames
}

function meanMs(frames: readonly Frame[], work: (frame: Frame) => unknown): number {
  const before = process.cpuUsage()
  for (const frame of frames) work(frame)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / frames.length
}

function luma({ pixels }: Frame): number {
  let sum = 0
  for (let at = 0; at < pixels.length; at += 3)
    sum += pixels[at]! * 0.299 + pixels[at + 1]! * 0.587 + pixels[at + 2]! * 0.114
  return sum
}
