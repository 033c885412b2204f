import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Hold } from '../../api.ts'
import { heldEverywhereAt, holdsOf } from './holds.ts'

const since = '2026-11-24T05:00:00.000Z'
const lane = (region: string, hold: Hold | null) => ({
  ...{ name: `fn.post-fire.${region}`, region, runsIn: region, replicas: 0 },
  hold,
})

it('Regions that are held alike are told as one, others for themselves', () => {
  const paused = { replicas: 0, by: 'kim', since }
  const lanes = [lane('seoul', paused), lane('daejeon', paused), lane('busan', { ...paused, replicas: 2 })]
  assert.deepEqual(
    holdsOf({ lanes }).map(({ regions, replicas }) => [regions, replicas]),
    [
      [['seoul', 'daejeon'], 0],
      [['busan'], 2],
    ],
  )
  assert.equal(heldEverywhereAt({ lanes }), undefined)
  assert.equal(heldEverywhereAt({ lanes: lanes.slice(0, 2) }), 0)
  assert.equal(heldEverywhereAt({ lanes: [lane('seoul', paused), lane('daejeon', null)] }), undefined)
  assert.deepEqual(holdsOf({ lanes: [lane('seoul', null)] }), [])
})
