/** The two lines that a recorder burns into its picture: when, and what it is. */
export interface Caption {
  readonly time: string
  readonly name: string
}

/** Every frame says that nobody filmed it. The day is always the same; the hour is the scene's. */
export function caption(camera: string, hour: number, second: number): Caption {
  const total = Math.floor(hour * 3600 + second) % 86400
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return {
    time: `2026-03-14 ${two(total / 3600)}:${two((total / 60) % 60)}:${two(total % 60)}`,
    name: `VIRTUAL CAMERA  ${camera}`,
  }
}
