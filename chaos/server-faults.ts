import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, freeze, nothingWrong, signal } from './fault.ts'
import { sendGarbage } from './garbage.ts'
import type { Publisher } from './publisher.ts'
import type { Random } from './random.ts'
import { act, functions } from './server-api.ts'
import { left, type ServerProcess } from './server-process.ts'

export interface Victims {
  readonly server: ServerProcess
  readonly publisher: Publisher
  readonly random: Random
  readonly nodes: readonly string[]
  readonly fates: readonly ('throw' | 'exit')[]
}

/** What may befall every platform, and so every city. */
export function serverFaults({ server, publisher, random, nodes, fates }: Victims): Fault[] {
  async function instance(): Promise<number | undefined> {
    for (let look = 0; look < 20; look++) {
      const awake = await functions(server.url)
      const pid = random.pick(awake.flatMap(({ instances }) => instances.flatMap(({ pid }) => pid ?? [])))
      if (pid !== undefined) return pid
      await sleep(100)
    }
    return undefined
  }
  async function restart(): Promise<readonly string[]> {
    await server.kill()
    const orphans = await left(server)
    await server.start()
    return orphans
  }
  /** Up to a day off. */
  const anyClock = () => random.between(-1, 1) * 86_400_000

  return [
    {
      kind: 'instance kill -9',
      weight: 24,
      async strike() {
        signal(await instance(), 'SIGKILL')
        return nothingWrong
      },
    },
    {
      kind: 'instance frozen',
      weight: 18,
      async strike() {
        freeze(await instance(), random.between(300, 4000))
        return nothingWrong
      },
    },
    {
      kind: 'node killed',
      weight: 14,
      async strike() {
        const node = random.pick(nodes) ?? ''
        await act(`${server.url}/api/nodes/${node}/kill`)
        setTimeout(() => void act(`${server.url}/api/nodes/${node}/start`), random.between(500, 4000))
        return nothingWrong
      },
    },
    ...fates.map((fate) => ({
      kind: fate === 'throw' ? 'handler throws' : 'handler exits',
      weight: 8,
      async strike() {
        await publisher.poison(fate)
        return nothingWrong
      },
    })),
    { kind: 'garbage published', weight: 8, strike: () => sendGarbage(server.url) },
    { kind: 'server kill -9', weight: 6, strike: restart },
    {
      kind: 'server frozen',
      weight: 5,
      async strike() {
        server.signal('SIGSTOP')
        await sleep(random.between(500, 4000))
        server.signal('SIGCONT')
        return nothingWrong
      },
    },
    {
      kind: 'clock jumps at restart',
      weight: 4,
      strike() {
        server.setClock(anyClock())
        return restart()
      },
    },
    {
      kind: 'clock jumps',
      weight: 5,
      async strike() {
        server.setClock(anyClock())
        return nothingWrong
      },
    },
  ]
}
