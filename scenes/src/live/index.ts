// The door for whoever shows a scene while it happens: `@bonghwa/scenes/live`.
export { SceneInvalidError } from '../scene/errors.ts'
export { readScene } from '../scene/read-scene.ts'
export type { Camera, GroundPoint, IncidentKind, Scene } from '../scene/scene.ts'
export { incidentKinds } from '../scene/scene.ts'
export type { Command, State } from '../simulation/state.ts'
export { openStage, type Stage, type StageOptions } from './stage.ts'
