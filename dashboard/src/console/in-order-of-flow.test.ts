import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { FunctionState } from '../api.ts'
import { inOrderOfFlow } from './in-order-of-flow.ts'

describe('the rows of functions', () => {
  it('stand in the order in which data meets them', () => {
    const rows = inOrderOfFlow([
      wakesOn('post-fire', 'dev.bonghwa.incident.opened'),
      wakesOn('archive', 'com.example.anything'),
      wakesOn('verify', 'dev.bonghwa.detection.suspected'),
      wakesOn('detect', 'dev.bonghwa.frame.moved'),
      wakesOn('pin-fire', 'dev.bonghwa.incident.opened'),
    ])
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['detect', 'verify', 'pin-fire', 'post-fire', 'archive'],
    )
  })
})

const wakesOn = (name: string, type: string) => ({ name, on: [{ type }] }) as unknown as FunctionState
