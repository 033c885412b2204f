import type { Layout } from '../scene/layout.ts'
import { layoutOf } from '../scene/layout-of.ts'
import { random, seedFor } from '../scene/random.ts'
import type { Scene } from '../scene/scene.ts'
import { arrive } from './arrivals.ts'
import { burn } from './burn.ts'
import { draftAfter, finished } from './draft.ts'
import { notice } from './reactions.ts'
import { setUp } from './set-up.ts'
import { slide } from './slide.ts'
import { stage, stageDue } from './stage.ts'
import { type Command, type LoggedCommand, type State, stepsPerSecond } from './state.ts'
import { drive } from './traffic.ts'
import { walk } from './walk.ts'

/** Seconds that a scene has been going on when it begins, so that its streets are not empty. */
const warmUp = 24

/** The first moment, with second 0, of what follows from a scene and a seed. */
export function begin(scene: Scene, layout: Layout = layoutOf(scene), seed: number = scene.seed): State {
  const draw = random(seedFor(seed, 'simulation'))
  const cycle = layout.signals[0]?.cycle ?? 0
  const { traffic } = scene.actors
  const entries = new Set(layout.lanes.map(({ entry }) => entry)).size
  const blank: State = {
    step: -warmUp * stepsPerSecond,
    second: -warmUp,
    entities: [],
    signals: [],
    incident: null,
    hidden: {
      seed,
      random: 0,
      nextId: 1,
      // Tail lights: the cross street has just got its green, and the others stand and wait.
      signalLead: scene.distractors.includes('tail-lights') ? cycle / 2 : draw.between(0, cycle),
      arrivals: Array.from(
        { length: entries },
        () => -warmUp + draw.between(0, traffic === 0 ? 0 : 60 / traffic),
      ),
      staging: null,
      minds: {},
    },
  }
  const draft = draftAfter(scene, layout, { ...blank, hidden: { ...blank.hidden, random: draw.state } })
  setUp(draft)
  let state = finished(draft)
  while (state.step < 0) state = step(scene, layout, state)
  return state
}

/** The moment after `state`: everything moves on by `1 / stepsPerSecond`. */
export function step(scene: Scene, layout: Layout, state: State, commands: readonly Command[] = []): State {
  if (commands.some(({ kind }) => kind === 'reset')) return begin(scene, layout, state.hidden.seed)
  const draft = draftAfter(scene, layout, state)
  for (const command of commands) if (command.kind === 'stage') stage(draft, command.incident, command.near)
  stageDue(draft)
  arrive(draft)
  drive(draft)
  slide(draft)
  burn(draft)
  notice(draft)
  walk(draft)
  return finished(draft)
}

/** All moments from second 0 to `until`, both included. */
export function* run(
  scene: Scene,
  { seed = scene.seed, until = scene.duration }: { seed?: number; until?: number } = {},
): Generator<State> {
  yield* replay(scene, [], { seed, until })
}

/** The same with commands; a log of what was asked for replays exactly. */
export function* replay(
  scene: Scene,
  log: readonly LoggedCommand[],
  { seed = scene.seed, until = scene.duration }: { seed?: number; until?: number } = {},
): Generator<State> {
  const layout = layoutOf(scene)
  let state = begin(scene, layout, seed)
  yield state
  // Counted here, since a reset sets the state's own steps to 0.
  for (let count = 1; count <= until * stepsPerSecond; count += 1) {
    const commands = log.flatMap(({ step, command }) => (step === count ? [command] : []))
    state = step(scene, layout, state, commands)
    yield state
  }
}
