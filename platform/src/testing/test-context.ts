import type { EmittedEvent, FunctionContext } from '../function/define.ts'

/** A context for calling a handler in a test. It keeps what the handler emits and logs, as the handler gave it. */
export interface TestContext extends FunctionContext {
  readonly emitted: readonly EmittedEvent[]
  readonly logged: readonly string[]
}

/** @param given what the test is about, e.g. `{ attempt: 2 }` or `{ secrets: { TOKEN: 'x' } }` */
export function testContext(
  given: Partial<
    Pick<FunctionContext, 'function' | 'region' | 'node' | 'attempt' | 'signal' | 'secrets'>
  > = {},
): TestContext {
  const emitted: EmittedEvent[] = []
  const logged: string[] = []
  return {
    function: 'test',
    region: 'local',
    node: 'local-1',
    attempt: 1,
    signal: new AbortController().signal,
    secrets: {},
    ...given,
    emitted,
    logged,
    log(message, fields) {
      logged.push(fields ? `${message} ${JSON.stringify(fields)}` : message)
    },
    async emit(event) {
      emitted.push(event)
    },
    span() {},
  }
}
