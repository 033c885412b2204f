import type { Label } from '../../api.ts'

/** What can be made to happen in a virtual street. */
export interface Act {
  readonly name: 'accident' | 'fire' | 'weapon'
  /** What the city should make of it. */
  readonly labels: readonly Label[]
  /** Its film, by the name under which a camera of the city has it. */
  readonly clip: string
}

export const acts: readonly Act[] = [
  { name: 'accident', labels: ['accident'], clip: 'crash' },
  { name: 'fire', labels: ['fire'], clip: 'car-fire' },
  { name: 'weapon', labels: ['gun', 'knife'], clip: 'pistol' },
]
