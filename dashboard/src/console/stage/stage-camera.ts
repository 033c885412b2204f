import type { Camera, Place, Region } from '../../api.ts'

/** The camera that shows what is staged at a place: of those whose pictures are sent, one of the nearest region. */
export function stageCamera(
  cameras: readonly Camera[],
  regions: readonly Region[],
  place: Place,
): Camera | undefined {
  const near = regions.toSorted((a, b) => apart(a.place, place) - apart(b.place, place))
  const pushed = cameras.filter(({ push }) => push !== null && push !== undefined)
  return near
    .map(({ name }) => pushed.find(({ region }) => region === name))
    .find((camera) => camera !== undefined)
}

/** Grows with the distance; enough to tell which is nearer within a country. */
function apart(a: Place, b: Place): number {
  const squeeze = Math.cos((a.latitude * Math.PI) / 180)
  return (a.latitude - b.latitude) ** 2 + ((a.longitude - b.longitude) * squeeze) ** 2
}
