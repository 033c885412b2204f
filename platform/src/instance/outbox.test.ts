import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { outbox } from './outbox.ts'

function posted() {
  const posts: string[][] = []
  const refused: string[] = []
  const out = outbox<string>(
    (messages) => {
      if (messages.includes('heavy')) throw new Error('too heavy')
      posts.push(messages)
    },
    (message, { message: reason }) => refused.push(`${message}: ${reason}`),
  )
  return { out, posts, refused }
}

describe('An outbox', () => {
  it('sends what is added in one turn together, in order', async () => {
    const { out, posts } = posted()
    out.add('a')
    out.add('b')
    assert.deepEqual(posts, [])
    await turn()
    out.add('c')
    await turn()
    assert.deepEqual(posts, [['a', 'b'], ['c']])
  })

  it('sends what is urgent at once, behind what was added', () => {
    const { out, posts } = posted()
    out.add('a')
    out.send('now')
    assert.deepEqual(posts, [['a'], ['now']])
  })

  it('refuses alone what the channel cannot carry', async () => {
    const { out, posts, refused } = posted()
    for (const message of ['a', 'heavy', 'b']) out.add(message)
    await turn()
    out.send('heavy')
    assert.deepEqual(posts, [['a'], ['b']])
    assert.deepEqual(refused, ['heavy: too heavy', 'heavy: too heavy'])
  })
})
