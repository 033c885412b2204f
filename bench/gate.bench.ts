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
      if (!existsSync(truth)) continue
      const frames = await framesOf(join(clips, clip), 640)
      const open = shareOpen(attended(stillStreet(frames[0]!)))
      remarks.push(`${opening(clip, frames, truth)}; its street with nothing moving, ${open}`)
    }
    return { ours, other, remarks }
  },
}

export default benchmark

/** When the gate opens for the clip's incident, and how much it is open. */
function opening(clip: string, frames: readonly Frame[], truth: string): string {
  const { incident } = JSON.parse(readFileSync(truth, 'utf8'))
  const looks = attended(frames)
  const start: number | undefined = incident?.second ?? incident?.t0
  if (start === undefined) return `${basename(clip)}: never quite still, ${shareOpen(looks)}`
  const at = looks.find(({ second, open }) => open && second >= start)?.second
  return `${basename(clip)}: ${incident.label} at ${start.toFixed(1)} s, open ${at === undefined ? 'never' : `${(at - start).toFixed(1)} s later`}, ${shareOpen(looks)}`
}

interface Look {
  readonly second: number
  readonly open: boolean
}

const shareOpen = (looks: readonly Look[]) =>
  `open ${Math.round((looks.filter(({ open }) => open).length / looks.length) * 100)} % of the time`

/** Whether the gate, shown a key frame a second until it opens, is open at each frame. */
function attended(frames: readonly Frame[]): Look[] {
  const gate = motionGate()
  let memory = freshGateMemory
  let closely = false
  return frames.map((frame) => {
    const { capturedAt } = frame
    if (closely || capturedAt % 1000 === 0) {
      const { moving } = gate.step(frame)
      memory = gateDecision(defaultGatePolicy, memory, { capturedAt, moving }).memory
      closely = attends(defaultGatePolicy, memory, capturedAt)
    }
    return { second: capturedAt / 1000, open: closely }
  })
}

/** The key frames of a minute of a street, by its first picture: a noisy sensor, and light that comes and goes as clouds pass. */
function stillStreet({ width, height, pixels }: Frame): Frame[] {
  return Array.from({ length: 60 }, (_, index) => {
    const light = 1 + 0.2 * Math.sin((index / 20) * 2 * Math.PI)
    const noisy = pixels.map((level) =>
      Math.max(0, Math.min(255, level * light + (Math.random() - 0.5) * 16)),
    )
    return { width, height, pixels: noisy, capturedAt: index * 1000 }
  })
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
