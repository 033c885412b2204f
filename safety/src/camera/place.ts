/** A point on Earth, WGS 84 degrees. */
export interface Place {
  readonly latitude: number
  readonly longitude: number
}

/** A name as people say it, in the two languages of the pages. */
export interface Title {
  readonly ko: string
  readonly en: string
}
