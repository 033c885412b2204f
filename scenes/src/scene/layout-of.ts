import type { Layout } from './layout.ts'
import { alley } from './places/alley.ts'
import { carPark } from './places/car-park.ts'
import { intersection } from './places/intersection.ts'
import { motorway } from './places/motorway.ts'
import { shop } from './places/shop.ts'
import type { Scene } from './scene.ts'

/** The place of a scene: the same for the same scene. */
export function layoutOf(scene: Scene): Layout {
  const { place } = scene
  switch (place.kind) {
    case 'intersection':
      return intersection(scene, place.lanes, place.lights)
    case 'shop':
      return shop(scene, place.width, place.depth, place.shelves)
    case 'alley':
      return alley(scene, place.width, place.stalls, place.bins)
    case 'car-park':
      return carPark(scene, place.bays)
    case 'motorway':
      return motorway(scene, place.lanes)
  }
}
