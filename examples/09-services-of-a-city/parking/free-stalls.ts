import type { Stall } from './stalls.ts'

export interface Seen {
  readonly width: number
  readonly height: number
  readonly detections: readonly {
    readonly label: string
    readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  }[]
}

/** Names of the stalls in which no vehicle stands: on the ground it is where the lower part of its box is. */
export function freeStalls(stalls: readonly Stall[], { width, height, detections }: Seen): string[] {
  const standing = detections
    .filter(({ label }) => label === 'vehicle')
    .map(({ box }) => [(box.x + box.width / 2) / width, (box.y + box.height * 0.75) / height] as const)
  return stalls
    .filter(({ corners }) => !standing.some((point) => isInside(point, corners)))
    .map(({ name }) => name)
}

/** A ray to the right crosses the edge of what it starts in an odd number of times. */
function isInside([x, y]: readonly [number, number], corners: Stall['corners']): boolean {
  let inside = false
  for (const [index, [x1, y1]] of corners.entries()) {
    const [x2, y2] = corners.at(index - 1)!
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside
  }
  return inside
}
