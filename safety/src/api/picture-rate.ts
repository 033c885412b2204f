/** How many pictures a second a sender may bring; what is over is dropped. */
export interface PictureRate {
  /** @param now milliseconds of a clock that never goes back */
  allows(now: number): boolean
}

/** Twice of what a camera is looked at, so that an uneven sender loses nothing. */
const perSecond = 10

/** A token bucket that holds one second's worth. */
export function pictureRate(): PictureRate {
  let tokens = perSecond
  let at: number | undefined
  return {
    allows(now) {
      tokens = Math.min(perSecond, tokens + ((now - (at ?? now)) / 1000) * perSecond)
      at = now
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
