import type { Random } from '../scene/random.ts'
import type { TwoWheeler, Vehicle } from './state.ts'

/** Metres: along its heading, across it, up (riders included). */
export interface Dimensions {
  readonly length: number
  readonly width: number
  readonly height: number
}

/** How large each model is. */
export const dimensions: Readonly<Record<Vehicle['model'] | TwoWheeler['model'], Dimensions>> = {
  sedan: { length: 4.6, width: 1.8, height: 1.46 },
  taxi: { length: 4.6, width: 1.8, height: 1.58 },
  hatch: { length: 4, width: 1.74, height: 1.52 },
  suv: { length: 4.6, width: 1.88, height: 1.72 },
  van: { length: 5.2, width: 1.95, height: 2.2 },
  bus: { length: 10.5, width: 2.5, height: 3 },
  truck: { length: 7, width: 2.3, height: 2.9 },
  motorcycle: { length: 2.1, width: 0.8, height: 1.65 },
  scooter: { length: 1.85, width: 0.7, height: 1.6 },
  bicycle: { length: 1.75, width: 0.6, height: 1.7 },
}

const paints = [
  '#e9eaec',
  '#f0f0ee',
  '#cfd2d6',
  '#b7babd',
  '#9aa0a6',
  '#5d6268',
  '#23262a',
  '#101214',
  '#7d1c1f',
  '#2b4a78',
  '#1f5a8a',
  '#d8d3c8',
  '#6d7f6a',
  '#8c2f22',
]
const busPaints = ['#1d5fa5', '#2e7d46', '#b3202a', '#e4b51d']
const taxiPaints = ['#e8e6dd', '#d98a1e', '#23262a']
const motorcyclePaints = ['#1b1c1e', '#8c1c1c', '#24406b', '#d9d9d4', '#c96a12']

export const carModels = ['sedan', 'sedan', 'sedan', 'suv', 'suv', 'hatch', 'hatch', 'taxi', 'van'] as const

/** A model with a colour that it is seen in. */
export function painted(draw: Random, model: Vehicle['model'] | TwoWheeler['model']): string {
  if (model === 'bus') return draw.pick(busPaints)
  if (model === 'taxi') return draw.pick(taxiPaints)
  return draw.pick(model in { motorcycle: 1, scooter: 1, bicycle: 1 } ? motorcyclePaints : paints)
}
