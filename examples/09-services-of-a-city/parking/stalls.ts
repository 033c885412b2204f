/** A space: its name, and its corners as `[x, y]` in 0..1 of the picture, as masks have them in city.yaml. */
export interface Stall {
  readonly name: string
  readonly corners: readonly (readonly [number, number])[]
}

/** By camera. Draw yours on a picture of the camera: `GET /api/cameras/ID/frame.jpg`. */
export const stalls: Readonly<Record<string, readonly Stall[]>> = {
  'seoul-sejong-daero': [
    { name: 'A1', corners: corners(0.09, 0.27, 0.17, 0.36) },
    { name: 'A2', corners: corners(0.17, 0.3, 0.25, 0.39) },
    { name: 'A3', corners: corners(0.26, 0.27, 0.35, 0.37) },
    { name: 'A4', corners: corners(0.36, 0.27, 0.45, 0.37) },
  ],
}

function corners(left: number, top: number, right: number, bottom: number): Stall['corners'] {
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ]
}
