import { openStage, readScene, type Scene, type Stage } from '@bonghwa/scenes/live'
import fire from '@bonghwa/scenes/scenes/car-fire-day.yaml?raw'
import accident from '@bonghwa/scenes/scenes/crash-day.yaml?raw'
import weapon from '@bonghwa/scenes/scenes/pistol-shop.yaml?raw'
import type { Act } from './acts.ts'

// Loaded only when something is staged: it brings three.js.

const scenes: Readonly<Record<Act['name'], string>> = { accident, fire, weapon }

/** The street of an act on a canvas, in which it happens as soon as it can. */
export function openAct(canvas: HTMLCanvasElement, { name }: Act, seed: number): Stage {
  const scene: Scene = readScene(scenes[name], name)
  const { incident } = scene
  // The incident comes when it is asked for, not by the second of the film.
  const stage = openStage(canvas, { ...scene, incident: null }, { seed })
  if (incident !== null) stage.stage({ kind: 'stage', incident: incident.kind, near: incident.near })
  return stage
}
