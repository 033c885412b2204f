import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chaos } from './chaos.ts'
import { verdict } from './verdict.ts'

describe('chaos', () => {
  it('loses no event, doubles no post and leaves nothing behind', {
    skip: process.platform !== 'linux' && 'processes are looked for in /proc',
  }, async () => {
    const { rows, problems } = await chaos({
      subject: 'platform',
      seed: 9,
      faults: 20,
      eventsPerSecond: 10,
      minutes: 3,
      queue: 'embedded',
      store: 'sqlite',
      disk: false,
    })

    assert.deepEqual(problems, [])
    assert.deepEqual(
      rows.flatMap(({ lost, doubled }) => [...lost, ...doubled]),
      [],
    )
    assert.ok(rows.reduce((sum, { handled }) => sum + handled, 0) > 0, 'events were handled meanwhile')
  })
})

describe('the ledger of chaos', () => {
  const sound = (id: string) => ({ id, after: 'a fault', poison: false, wants: ['recorded', 'posted'] })
  const poison = (id: string) => ({ id, after: 'a fault', poison: true, wants: [] })
  const ledger = {
    accepted: [...['fine', 'gone', 'half', 'twice'].map(sound), ...['refused', 'swallowed'].map(poison)],
    done: {
      recorded: new Map([
        ['fine', 2],
        ['half', 1],
        ['twice', 1],
      ]),
      posted: new Map([
        ['fine', 1],
        ['twice', 2],
      ]),
    },
    once: ['posted'],
    dead: new Set(['refused']),
  }
  const [row] = verdict(ledger, new Map([['a fault', 1]]))

  it('takes an event for lost that was neither handled to its end nor is a dead letter', () => {
    assert.deepEqual(row?.lost, ['gone', 'half', 'swallowed'])
  })

  it('takes an event for doubled whose post is there twice, not one that was delivered twice', () => {
    assert.deepEqual(row?.doubled, ['twice'])
  })
})
