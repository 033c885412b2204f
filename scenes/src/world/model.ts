import type { Color, Material, Object3D } from 'three'

/** One entity of the simulation as something to draw. */
export interface Model<Shown> {
  readonly object: Object3D
  /** @param second of the scene, for what blinks, flickers and drifts */
  show(entity: Shown, second: number): void
  /** Gives back what it alone holds in the graphics memory. */
  dispose(): void
}

/**
 * The layer of what has light but no body: flames, smoke, glows, shadows underneath.
 * A camera sees it in addition to layer 0; the truth pass sees of it only what has a `Silhouette`.
 */
export const effectsLayer = 1

/** `userData.silhouette` of a mesh: how the truth pass draws it in the colour of its entity's number. */
export type Silhouette = (id: Color) => Material
