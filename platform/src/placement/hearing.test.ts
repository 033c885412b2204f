import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { beatNotes } from './hearing.ts'

const region = (name: string, node = `${name}-1`) => ({ kind: 'region', region: name, node }) as const
const instance = (home: string, node: string, id: string) =>
  ({ kind: 'instance', region: home, node, function: 'note', instance: id }) as const

describe('What is noted of heartbeats', () => {
  it('counts an instance where its node stands, not where its lane is at home', () => {
    const notes = beatNotes()
    notes.note(region('daejeon'), 0)
    notes.note(region('seoul'), 0)
    notes.note(instance('seoul', 'daejeon-1', 'a'), 100)
    assert.equal(notes.signs('daejeon', 200).instances, 1)
    assert.equal(notes.signs('seoul', 200).instances, 0)
    assert.deepEqual([...notes.instances('note', 200)], [['seoul', 1]])
  })

  it('takes no instance as a sign of a region in which it may not stand', () => {
    const notes = beatNotes()
    notes.note(instance('seoul', 'somewhere', 'a'), 100)
    assert.equal(notes.signs('seoul', 200).heardAt, undefined)
    assert.deepEqual(notes.nodes(200), [
      { name: 'somewhere', region: 'seoul', heartbeatAt: 100, instances: 1 },
    ])
  })

  it('forgets an instance that fell silent, and what ran on a node that did', () => {
    const notes = beatNotes()
    notes.note(region('seoul'), 0)
    notes.note(instance('seoul', 'seoul-1', 'a'), 0)
    notes.note({ ...region('seoul'), instances: 3 }, 4_000)
    assert.equal(notes.signs('seoul', 4_000).instances, 3)
    assert.equal(notes.signs('seoul', 9_000).instances, 0)
    assert.equal(notes.instances('note', 9_000).size, 0)
  })

  it('hears of a region by any node in it, and that it has a broker of its own', () => {
    const notes = beatNotes()
    notes.note({ ...region('seoul'), apart: true }, 0)
    notes.note(instance('daejeon', 'seoul-1', 'a'), 5_000)
    assert.deepEqual(notes.signs('seoul', 5_000), { heardAt: 5_000, apart: true, instances: 1 })
  })
})
