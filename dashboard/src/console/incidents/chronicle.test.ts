import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Delivery, IncidentProperties, Post } from '../../api.ts'
import { chronicle } from './chronicle.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()

const incident = {
  id: 'fire',
  openedAt: at(0),
  closedAt: at(50),
  outcomes: [
    { kind: 'post', id: 'p', function: 'post-fire', at: at(3), status: 'published' },
    { kind: 'pin', id: 'q', function: 'map-accident', at: at(1), status: 'published' },
  ],
} as unknown as IncidentProperties

const posts = [
  { id: 'p', incident: 'fire', followUps: [{ part: 'closed', text: { en: 'It is out.' }, at: at(51) }] },
  { id: 'other', incident: 'other', followUps: [{ part: 'grown', text: { en: 'No' }, at: at(2) }] },
] as unknown as Post[]

const delivered = { id: 'd', channel: 'mastodon', createdAt: at(3), settledAt: at(5) } as Delivery

describe('The chronicle of an incident', () => {
  it('tells what followed from it in the order in which it happened, and nothing of another', () => {
    assert.deepEqual(
      chronicle(incident, posts, [delivered]).map(({ kind, at: when }) => [
        kind,
        new Date(when).getUTCSeconds(),
      ]),
      [
        ['opened', 0],
        ['pin', 1],
        ['post', 3],
        ['delivery', 5],
        ['closed', 50],
        ['follow-up', 51],
      ],
    )
  })

  it('tells of a message that is still due from when it was written', () => {
    const due = { ...delivered, settledAt: null, state: 'due' } as Delivery
    const told = chronicle(incident, [], [due]).find(({ kind }) => kind === 'delivery')
    assert.equal(told?.at, Date.parse(at(3)))
  })
})
