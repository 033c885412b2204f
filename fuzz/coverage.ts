import { Session } from 'node:inspector/promises'

/** What code an input reached, as V8 counts it. */
export interface Coverage extends AsyncDisposable {
  /** How many blocks were reached since the last call that no input before had reached, or not as often. Remembers them. */
  fresh(): Promise<number>
  /** Whether any block was reached since the last call that no input before had reached. Remembers nothing. */
  anyFresh(): Promise<boolean>
  /** Blocks that were reached at all. */
  readonly blocks: number
}

/** @param isOurs whether the blocks of a file count */
export async function openCoverage(isOurs: (url: string) => boolean): Promise<Coverage> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  /** By block, how often it was reached within one input at most, in powers of two: a loop that goes on is something new. */
  const most = new Map<string, number>()

  async function reached(): Promise<{ readonly block: string; readonly often: number }[]> {
    const { result } = await session.post('Profiler.takePreciseCoverage')
    return result
      .filter(({ url }) => isOurs(url))
      .flatMap(({ url, functions }) =>
        functions.flatMap(({ ranges }) =>
          ranges
            .filter(({ count }) => count > 0)
            .map(({ startOffset, endOffset, count }) => ({
              block: `${url} ${startOffset} ${endOffset}`,
              often: Math.ceil(Math.log2(count + 1)),
            })),
        ),
      )
  }

  return {
    async fresh() {
      const fresh = (await reached()).filter(({ block, often }) => often > (most.get(block) ?? 0))
      for (const { block, often } of fresh) most.set(block, often)
      return fresh.length
    },
    async anyFresh() {
      return (await reached()).some(({ block }) => !most.has(block))
    },
    get blocks() {
      return most.size
    },
    async [Symbol.asyncDispose]() {
      await session.post('Profiler.stopPreciseCoverage')
      session.disconnect()
    },
  }
}
