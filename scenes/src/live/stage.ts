import { openRenderer } from '../lens/renderer.ts'
import { openStudio, type Size } from '../lens/studio.ts'
import { layoutOf } from '../scene/layout-of.ts'
import type { Camera, Scene } from '../scene/scene.ts'
import { begin, step } from '../simulation/simulation.ts'
import { type Command, type LoggedCommand, type State, stepsPerSecond } from '../simulation/state.ts'
import { openWorld } from '../world/world.ts'

export interface StageOptions {
  /** The scene's own when not said. */
  readonly seed?: number
  /** The scene's first when not said. */
  readonly camera?: Camera
  /** 640 x 360 when not said. */
  readonly size?: Size
}

/** A scene that goes on as fast as its owner lets it, and in which things can be made to happen. */
export interface Stage {
  /** Lets so many seconds pass; what is less than a step is kept for the next time. Draws nothing. */
  step(seconds: number): void
  /** Makes it happen with the next step. */
  stage(command: Command): void
  /** Draws the moment and gives it as a JPEG, about 40 kB at 640 x 360. */
  frame(): Promise<Blob>
  state(): State
  /** What was staged, and when: with the seed it replays the scene exactly. */
  log(): readonly LoggedCommand[]
  /** Gives back the graphics memory. The canvas can be used again. */
  dispose(): void
}

/**
 * Opens a scene on a canvas of the page. Steps and frames are called from outside, on a timer of the page's own: in a
 * tab in the background animation frames do not come.
 */
export function openStage(
  canvas: HTMLCanvasElement,
  scene: Scene,
  { seed = scene.seed, camera = scene.cameras[0]!, size = { width: 640, height: 360 } }: StageOptions = {},
): Stage {
  const layout = layoutOf(scene)
  const world = openWorld(scene, layout)
  const renderer = openRenderer(canvas)
  const studio = openStudio(renderer, scene, camera, world.daylight, size)
  const log: LoggedCommand[] = []
  let state = begin(scene, layout, seed)
  let steps = 0
  let due = 0
  let waiting: Command[] = []
  return {
    step(seconds) {
      due += seconds * stepsPerSecond
      for (; due >= 1; due -= 1) {
        steps += 1
        log.push(...waiting.map((command) => ({ step: steps, command })))
        state = step(scene, layout, state, waiting)
        waiting = []
      }
    },
    stage(command) {
      waiting.push(command)
    },
    frame() {
      world.show(state)
      studio.photograph(world, state.second)
      return new Promise((resolve, reject) =>
        canvas.toBlob(
          (blob) => (blob === null ? reject(new Error('The canvas gave no picture.')) : resolve(blob)),
          'image/jpeg',
          0.9,
        ),
      )
    },
    state: () => state,
    log: () => log,
    dispose() {
      world.dispose()
      studio.dispose()
      renderer.dispose()
    },
  }
}
