import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { newTraceContext, traceparent } from '@bonghwa/platform/event'
import { type FunctionContext, preciseNow } from '@bonghwa/platform/function'
import type { Camera, Care } from '../camera/city.ts'
import { type Inbox, inbox } from '../camera/inbox.ts'
import { type CameraFrames, type CameraStatus, openCamera } from '../camera/open-camera.ts'
import type { Frame } from '../frame/frame.ts'
import { encodeJpeg } from '../frame/jpeg.ts'
import { eventTypes } from '../functions/messages.ts'
import {
  attends,
  defaultGatePolicy,
  freshGateMemory,
  gateDecision,
  type PassReason,
} from '../motion/gate-policy.ts'
import { motionGate } from '../motion/motion-gate.ts'
import type { CameraReport } from './camera-report.ts'
import type { RecentPictures } from './recent-pictures.ts'

/** One camera: frames in, those that moved out to the detector. */
export interface CameraWatch {
  /** Until the context's signal is aborted or a clip that plays once is over. A camera that fails is reported, not thrown. */
  run(): Promise<void>
  /** Something was sent to the camera. */
  readonly inbox: Inbox
  /**
   * The detector has answered this frame.
   * @param suspicious it saw what may be an incident
   */
  answered(evidence: string, suspicious: boolean): void
  /** In these polygons nothing counts as motion from now on. */
  outlined(masks: Camera['masks']): void
  /** Whether an incident of this camera is open. */
  incidentOpen(open: boolean): void
  /** How closely it is looked at from now on. */
  spare(care: Care): void
  /** Whether it should show something now. */
  readonly watching: boolean
}

export interface CameraWatchOptions {
  readonly camera: Camera
  readonly pace: 'live' | 'fast'
  readonly pictures: RecentPictures
  readonly context: FunctionContext
  /** Told of each live frame, how many milliseconds after it was due the gate saw it. */
  readonly onLate?: (lateMs: number) => void
}

/** Frames of one camera on their way to the detector and back. Beyond that a live camera skips, a fast one waits. */
const mostUnanswered = { live: 12, fast: 3 } as const
/** A frame that was never answered (dropped, or its function failed) holds its place no longer than this. */
const answerPatienceMs = 30_000
const reportMs = 1_000
/** Of a camera that is to be spared, the gate sees a frame so often. */
const sparseMs = 4_500

export function cameraWatch({ camera, pace, pictures, context, onLate }: CameraWatchOptions): CameraWatch {
  const { signal, emit, span } = context
  let gate = motionGate({ masks: camera.masks })
  const sent = inbox()
  const unanswered = new Map<string, { readonly sentAt: number; readonly reason: PassReason }>()
  let memory = freshGateMemory
  let status: CameraStatus = { state: 'starting', error: null, nextSceneAt: null }
  let framesSeen = 0
  let framesSent = 0
  let framesUnsent = 0
  let frames: CameraFrames | undefined
  let moving = false
  let lastFrameAt: number | null = null
  let care: Care = 'full'
  let lookedAt = Number.NEGATIVE_INFINITY
  let answer = Promise.withResolvers<void>()

  async function report() {
    const counts = { framesSeen, framesSent, framesDropped: framesUnsent + (frames?.dropped ?? 0) }
    const decoding = frames?.decoding ?? { mode: 'full', keyFrameMs: null }
    const data: CameraReport = {
      camera: camera.id,
      ...status,
      moving,
      ...counts,
      lastFrameAt,
      decoding,
      care,
    }
    await emit({ type: eventTypes.cameraReported, subject: camera.id, data })
  }

  /** Whether there is room for one more frame on the way. */
  async function room(most: number): Promise<boolean> {
    for (;;) {
      const now = Date.now()
      for (const [evidence, { sentAt }] of unanswered) {
        if (now - sentAt > answerPatienceMs) unanswered.delete(evidence)
      }
      if (unanswered.size < most) return true
      if (pace === 'live' || signal.aborted) return false
      await Promise.race([answer.promise, sleep(1_000)])
      answer = Promise.withResolvers<void>()
    }
  }

  async function look(frame: Frame) {
    const gateAt = preciseNow()
    const { capturedAt, passage } = frame
    // What was fetched from before is late by intent.
    if (pace === 'live' && passage !== undefined && capturedAt >= (lastFrameAt ?? 0))
      onLate?.(gateAt - passage.dueAt)
    // What cannot be decoded by key frames comes in full: then it is not looked at.
    if (care === 'sparse' && capturedAt - lookedAt < sparseMs) return
    lookedAt = capturedAt
    framesSeen++
    // What was fetched from before teaches the background nothing: it is not what is there now.
    if (capturedAt >= (lastFrameAt ?? 0)) {
      lastFrameAt = capturedAt
      moving = gate.step(frame).moving
    }
    const decision = gateDecision(defaultGatePolicy, memory, { capturedAt, moving })
    memory = decision.memory
    frames?.attend(attends(defaultGatePolicy, memory, lastFrameAt ?? capturedAt))
    if (decision.reason === undefined) return
    if (await room(mostUnanswered[pace])) await send(frame, decision.reason, gateAt)
    else framesUnsent++
  }

  async function send(frame: Frame, reason: PassReason, gateAt: number) {
    const gatedAt = preciseNow()
    const jpeg = await encodeJpeg(frame)
    const packedAt = preciseNow()
    const evidence = createHash('sha256').update(jpeg).digest('hex')
    pictures.add(evidence, jpeg)
    unanswered.set(evidence, { sentAt: Date.now(), reason })
    framesSent++
    const trace = traceparent(newTraceContext())
    // At full speed `capturedAt` is the clip's time, which says nothing of how long a segment took.
    const { passage } = frame
    if (pace === 'live' && passage !== undefined) {
      span('captured', passage.dueAt, passage.beganAt, { begins: trace })
      span('decoded', passage.beganAt, passage.readAt, trace)
      span('gated', passage.readAt, gatedAt, trace)
    } else span('gated', gateAt, gatedAt, { begins: trace })
    span('packed', gatedAt, packedAt, trace)
    await emit({
      type: eventTypes.motionDetected,
      source: `/cameras/${camera.id}`,
      subject: camera.id,
      time: new Date(frame.capturedAt).toISOString(),
      datacontenttype: 'image/jpeg',
      traceparent: trace,
      reason,
      evidence,
      data: jpeg,
    })
  }

  async function reporting(over: AbortSignal) {
    let last = ''
    while (!over.aborted) {
      const next = JSON.stringify([status, moving, framesSeen, framesSent, framesUnsent, care])
      if (next !== last) await report()
      last = next
      await sleep(reportMs, undefined, { signal: over }).catch(() => {})
    }
  }

  return {
    inbox: sent,
    async run() {
      const over = new AbortController()
      const reports = reporting(AbortSignal.any([signal, over.signal]))
      try {
        frames = openCamera(camera, {
          signal,
          pace,
          inbox: sent,
          onState(next) {
            status = next
            if (next.state !== 'watching') moving = false
          },
        })
        frames.spare(care)
        for await (const frame of frames) await look(frame)
      } catch (error) {
        // It has told its state; the other cameras go on.
        context.log((error as Error).message, { camera: camera.id })
        if (status.state !== 'failed')
          status = { state: 'failed', error: (error as Error).message, nextSceneAt: null }
      }
      // At full speed the end of a clip waits for its last answers.
      if (pace === 'fast') await room(1)
      over.abort()
      await reports
      if (!signal.aborted) await report()
    },
    answered(evidence, suspicious) {
      const reason = unanswered.get(evidence)?.reason
      unanswered.delete(evidence)
      answer.resolve()
      // One suspicion does not feed the next: what looks like a fire all night is looked at once a sweep.
      if (!suspicious || reason === undefined || reason === 'suspect') return
      memory = { ...memory, suspectedAt: lastFrameAt ?? memory.suspectedAt }
      frames?.attend(true)
    },
    outlined(masks) {
      // It learns its background anew, from the next frame.
      gate = motionGate({ masks })
    },
    incidentOpen(open) {
      memory = { ...memory, incidentOpen: open }
    },
    spare(wanted) {
      care = wanted
      frames?.spare(wanted)
    },
    get watching() {
      return status.state === 'watching'
    },
  }
}
