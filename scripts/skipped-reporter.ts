import type { TestEvent } from 'node:test/reporters'

/** A reporter that tells only what was skipped, and why. */
export default async function* skipped(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of source) {
    if (event.type !== 'test:pass' || event.data.skip === undefined || event.data.skip === false) continue
    const reason = typeof event.data.skip === 'string' ? event.data.skip : 'no reason was given'
    yield `- ${event.data.name}: ${reason}\n`
  }
}
