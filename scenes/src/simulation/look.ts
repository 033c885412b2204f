import type { Random } from '../scene/random.ts'
import type { Look } from './state.ts'

const skins = ['#f0c6a4', '#e3b08c', '#d9a27c', '#c98d68', '#a9714d', '#8d5a3c', '#5b3a28']
const hairs = ['#15100c', '#1c1411', '#2c1d12', '#54371f', '#8a6a3a', '#777777']
const tops = [
  '#1d2430',
  '#3d4b5c',
  '#7a1f24',
  '#2f5d3a',
  '#d9d9d4',
  '#8a8f96',
  '#20395e',
  '#b5742a',
  '#111315',
  '#5a4a6a',
  '#c8c2b2',
  '#a33a5a',
  '#e0c15a',
]
const bottoms = ['#1b1e24', '#24344f', '#3a3f46', '#6b6252', '#14161a', '#2b2b33', '#7f7a70']
const shoes = ['#111111', '#2a2018', '#dddddd', '#333333']

/** Somebody as one meets them in the street; coats and long sleeves when it is wet or cold. */
export function somebody(draw: Random, wrapped: boolean): Look {
  const long = draw.chance(0.45)
  return {
    height: long ? draw.between(1.56, 1.74) : draw.between(1.66, 1.88),
    build: draw.between(0.92, 1.12),
    skin: draw.pick(skins),
    hair: { style: long ? 'long' : draw.chance(0.08) ? 'bald' : 'short', colour: draw.pick(hairs) },
    top: {
      cut: wrapped ? draw.pick(['coat', 'jacket']) : draw.pick(['shirt', 'shirt', 'jacket']),
      sleeves: wrapped || draw.chance(0.65) ? 'long' : 'short',
      colour: draw.pick(tops),
    },
    bottom: {
      cut: long && draw.chance(0.3) ? 'skirt' : !wrapped && draw.chance(0.12) ? 'shorts' : 'trousers',
      colour: draw.pick(bottoms),
    },
    shoes: draw.pick(shoes),
    hat: draw.chance(0.12) ? { kind: draw.pick(['cap', 'hood', 'mask']), colour: draw.pick(tops) } : null,
    backpack: draw.chance(0.15) ? draw.pick(tops) : null,
  }
}

export function rider(draw: Random, wrapped: boolean): Look {
  return {
    ...somebody(draw, wrapped),
    hat: { kind: 'helmet', colour: draw.pick(['#111315', '#e9eaec', '#8c1c1c']) },
  }
}
