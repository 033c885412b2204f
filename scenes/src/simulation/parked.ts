import { add, type Draft } from './draft.ts'
import { vehicle } from './traffic.ts'

const models = ['sedan', 'suv', 'hatch', 'sedan', 'van'] as const

/** Puts the parked vehicles into their bays. */
export function park(draft: Draft): void {
  for (const { at, heading } of draft.layout.bays.slice(0, draft.scene.actors.parked)) {
    const car = vehicle(draft, draft.random.pick(models), at, heading + draft.random.between(-0.03, 0.03))
    if (car.kind !== 'two-wheeler') add(draft, { ...car, parked: true })
  }
}
