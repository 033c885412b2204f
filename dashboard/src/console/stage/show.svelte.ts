import type { Stage } from '@bonghwa/scenes/live'
import { type Camera, type Place, postJson } from '../../api.ts'
import type { Act } from './acts.ts'
import { drawn, freshPace, type Pace } from './pace.ts'
import { openSender, type Sender, type Sending } from './sender.ts'
import { everyInBackground } from './ticker.ts'

/** What is on: nothing, a street that is being built, one drawn here, or a clip that the city plays. */
export type Showing = 'nothing' | 'opening' | 'live' | 'clip' | 'failed'

export interface ShowOptions {
  readonly canvas: HTMLCanvasElement
  readonly camera: Camera
  readonly place: Place
  readonly act: Act
  /** Have the clip played without trying to draw. */
  readonly onlyClip: boolean
}

/** Between two pictures, in milliseconds: the five a second at which the city looks at a camera. */
const spacing = 200
/** What may pass in the street between two pictures, in seconds, however long the browser was away. */
const longestStep = 1

/** What is staged, one act at a time. */
export function openShow() {
  let showing = $state<Showing>('nothing')
  let pace = $state.raw<Pace>(freshPace)
  /** The pace at which drawing was given up. */
  let givenUp = $state<number>()
  let sending = $state.raw<Sending>()
  let problem = $state<string>()
  let stopLast = () => {}

  function start(options: ShowOptions): void {
    stop()
    let over = false
    const closing: (() => void)[] = []
    stopLast = () => {
      over = true
      for (const close of closing.splice(0)) close()
    }
    const stillOn = () => !over
    const showed = options.onlyClip ? playClip(options) : draw(options, stillOn, closing)
    showed.catch((error: Error) => {
      if (over) return
      stop()
      showing = 'failed'
      problem = error.message
    })
  }

  function stop(): void {
    stopLast()
    stopLast = () => {}
    showing = 'nothing'
    pace = freshPace
    givenUp = undefined
    sending = undefined
    problem = undefined
  }

  async function playClip({ camera, place, act }: ShowOptions): Promise<void> {
    showing = 'clip'
    await postJson(`/api/cameras/${encodeURIComponent(camera.id)}/play`, { clip: act.clip, place })
  }

  async function draw(options: ShowOptions, isOn: () => boolean, closing: (() => void)[]): Promise<void> {
    showing = 'opening'
    const { openAct } = await import('./world.ts')
    if (!isOn()) return
    const stage = openAct(options.canvas, options.act, Math.floor(Math.random() * 2 ** 32))
    const sender = openSender(options.camera.id, options.place, (told) => {
      sending = told
    })
    const photograph = photographer(stage, sender)
    let busy = false
    const endTicks = everyInBackground(spacing, async () => {
      if (busy || !isOn()) return
      busy = true
      try {
        const took = await photograph()
        if (!isOn()) return
        pace = drawn(pace, took)
        showing = 'live'
        if (pace.tooSlow) await giveUp(options)
      } catch (error) {
        problem = (error as Error).message
        stopLast()
        showing = 'failed'
      } finally {
        busy = false
      }
    })
    closing.push(endTicks, sender.close, stage.dispose)
  }

  async function giveUp(options: ShowOptions): Promise<void> {
    givenUp = pace.perSecond
    stopLast()
    sending = undefined
    await playClip(options)
  }

  return {
    get showing() {
      return showing
    },
    get pace() {
      return pace
    },
    get givenUp() {
      return givenUp
    },
    get sending() {
      return sending
    },
    get problem() {
      return problem
    },
    start,
    stop,
  }
}

/** Takes and sends the street's next picture; resolves with the milliseconds it took. */
function photographer(stage: Stage, sender: Sender): () => Promise<number> {
  let last: number | undefined
  return async () => {
    const began = performance.now()
    if (last !== undefined) stage.step(Math.min((began - last) / 1000, longestStep))
    last = began
    sender.send(await stage.frame())
    return performance.now() - began
  }
}
