/** A mark on the public map, at the place of its incident for as long as that is open. */
export interface Pin {
  /** Id of the incident; it has one pin. */
  readonly incident: string
  /** Name of the function that placed it. */
  readonly function: string
  /** Where that function ran. */
  readonly region: string
  /** Epoch milliseconds. */
  readonly at: number
}
