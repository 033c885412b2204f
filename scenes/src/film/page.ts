import { keepShaders, openRenderer } from '../lens/renderer.ts'
import { openStudio, type Size, type Studio } from '../lens/studio.ts'
import type { Layout } from '../scene/layout.ts'
import { layoutOf } from '../scene/layout-of.ts'
import type { Camera, Scene } from '../scene/scene.ts'
import { begin, step } from '../simulation/simulation.ts'
import { type State, stepsPerSecond } from '../simulation/state.ts'
import { openSurvey, type Survey } from '../truth/survey.ts'
import { type FrameTruth, frameTruth } from '../truth/truth.ts'
import { openWorld, type World } from '../world/world.ts'
import { contactSheet } from './contact-sheet.ts'

/** What the browser page of a film does for the process that films. */
export interface FilmPage {
  /** Sets up a scene in place of the one before. */
  open(take: Take): void
  /** Lets the scene go on to `second` and photographs it. @param type as of a canvas, with its quality */
  frame(second: number, type: 'image/png' | 'image/jpeg', quality: number): Frame
  /** Pictures side by side with what is said to be in them drawn around it; a JPEG as data URL. */
  sheet(frames: readonly Frame[], columns: number): Promise<string>
  /** What the last frame cost: milliseconds, counted until its pixels were there, and draw calls. */
  cost(): { readonly milliseconds: number; readonly calls: number; readonly triangles: number }
}

export interface Take {
  readonly scene: Scene
  readonly camera: Camera
  readonly seed: number
  readonly size: Size
}

export interface Frame {
  /** As a data URL. */
  readonly picture: string
  readonly truth: FrameTruth
  /** Kind and second of the scene's incident, once it has begun. */
  readonly incident: State['incident']
}

interface Set {
  readonly layout: Layout
  readonly world: World
  readonly studio: Studio
  readonly survey: Survey
  readonly take: Take
  state: State
}

// One for all scenes, so that they share shaders.
const renderer = openRenderer(document.createElement('canvas'))
let set: Set | undefined
let cost = { milliseconds: 0, calls: 0, triangles: 0 }

const page: FilmPage = {
  open(take) {
    set?.survey.dispose()
    set?.world.dispose()
    set?.studio.dispose()
    const { scene, camera, seed, size } = take
    const layout = layoutOf(scene)
    const world = openWorld(scene, layout)
    const studio = openStudio(renderer, scene, camera, world.daylight, size)
    const survey = openSurvey(renderer, studio.camera, size)
    set = { layout, world, studio, survey, take, state: begin(scene, layout, seed) }
  },
  frame(second, type, quality) {
    if (set === undefined) throw new Error('No scene is open.')
    const { world, studio, survey, take, layout } = set
    while (set.state.step < Math.round(second * stepsPerSecond))
      set.state = step(take.scene, layout, set.state)
    const began = performance.now()
    world.show(set.state)
    studio.photograph(world, set.state.second)
    const { calls, triangles } = renderer.info.render
    const picture = (renderer.domElement as HTMLCanvasElement).toDataURL(type, quality)
    cost = { milliseconds: performance.now() - began, calls, triangles }
    keepShaders(renderer)
    return { picture, truth: frameTruth(set.state, survey.take(world)), incident: set.state.incident }
  },
  sheet: contactSheet,
  cost: () => cost,
}

Object.assign(globalThis, { film: page })
