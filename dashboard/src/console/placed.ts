import type { OpenMap } from './open-map.svelte.ts'

/** Where on the map an element stands. */
export interface Spot {
  readonly longitude: number
  readonly latitude: number
  /** Pixels to the right of the place. */
  readonly right: number
  readonly above: boolean
  /** Pixels below the place, so that what stands there is not covered. */
  readonly down?: number
  /** Among what stands on the map: cameras 1, what is over 2, what is open 3. */
  readonly layer: '1' | '2' | '3'
}

/** Puts the element on the map at its place. MapLibre keeps its own classes on it, so state goes into `data-`. */
export function placed(element: HTMLElement, { map: { library, map }, spot }: { map: OpenMap; spot: Spot }) {
  const marker = new library.Marker({
    element,
    offset: [spot.right, spot.down ?? 0],
    anchor: spot.above ? 'bottom' : 'center',
    subpixelPositioning: true,
  })
  marker.setLngLat([spot.longitude, spot.latitude]).addTo(map)
  element.style.zIndex = spot.layer
  // Whoever comes by keyboard to a pin outside the picture is taken there.
  element.addEventListener('focus', () => {
    if (!map.getBounds().contains(marker.getLngLat())) map.jumpTo({ center: marker.getLngLat() })
  })
  return {
    update({ spot: moved }: { spot: Spot }) {
      marker.setOffset([moved.right, moved.down ?? 0]).setLngLat([moved.longitude, moved.latitude])
      element.style.zIndex = moved.layer
    },
    destroy: () => marker.remove(),
  }
}
