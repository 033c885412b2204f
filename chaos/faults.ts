import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BrokerNode } from '../platform/src/testing/broker-node.ts'
import { sendGarbage } from './garbage.ts'
import type { PlatformProcess } from './platform-process.ts'
import type { Publisher } from './publisher.ts'
import type { Random } from './random.ts'

export interface Fault {
  readonly kind: string
  /** How often it is chosen, beside the others. */
  readonly weight: number
  /** Resolves once it has happened, with what should not have come of it; the platform is there again, or on its way. */
  strike(): Promise<readonly string[]>
}

export interface Victims {
  readonly platform: PlatformProcess
  readonly publisher: Publisher
  readonly random: Random
  readonly nodes: readonly string[]
  readonly broker: BrokerNode | undefined
  /** The small disk on which the data directory lies, if it does. */
  readonly disk: string | undefined
}

export function faults({ platform, publisher, random, nodes, broker, disk }: Victims): Fault[] {
  const none: readonly string[] = []

  async function instance(): Promise<number | undefined> {
    for (let look = 0; look < 20; look++) {
      const pid = random.pick(await instancePids(platform.url))
      if (pid !== undefined) return pid
      await sleep(100)
    }
    return undefined
  }
  async function restart(): Promise<readonly string[]> {
    await platform.kill()
    const orphans = await left(platform)
    await platform.start()
    return orphans
  }

  const always: Fault[] = [
    {
      kind: 'instance kill -9',
      weight: 24,
      async strike() {
        signal(await instance(), 'SIGKILL')
        return none
      },
    },
    {
      kind: 'instance frozen',
      weight: 18,
      async strike() {
        const pid = await instance()
        signal(pid, 'SIGSTOP')
        setTimeout(() => signal(pid, 'SIGCONT'), random.between(300, 4000))
        return none
      },
    },
    {
      kind: 'node killed',
      weight: 14,
      async strike() {
        const node = random.pick(nodes) ?? ''
        await act(`${platform.url}/api/nodes/${node}/kill`)
        setTimeout(() => void act(`${platform.url}/api/nodes/${node}/start`), random.between(500, 4000))
        return none
      },
    },
    {
      kind: 'handler throws',
      weight: 8,
      async strike() {
        await publisher.poison('throw')
        return none
      },
    },
    {
      kind: 'handler exits',
      weight: 8,
      async strike() {
        await publisher.poison('exit')
        return none
      },
    },
    { kind: 'garbage published', weight: 8, strike: () => sendGarbage(platform.url) },
    { kind: 'platform kill -9', weight: 6, strike: restart },
    {
      kind: 'platform frozen',
      weight: 5,
      async strike() {
        platform.signal('SIGSTOP')
        await sleep(random.between(500, 4000))
        platform.signal('SIGCONT')
        return none
      },
    },
    {
      kind: 'clock jumps at restart',
      weight: 4,
      strike() {
        platform.setClock(anyClock())
        return restart()
      },
    },
    {
      kind: 'clock jumps',
      weight: 5,
      async strike() {
        platform.setClock(anyClock())
        return none
      },
    },
  ]
  /** Up to a day off. */
  const anyClock = () => random.between(-1, 1) * 86_400_000
  return [
    ...always,
    ...(broker === undefined ? [] : [brokerKilled(broker, random)]),
    ...(disk === undefined ? [] : [diskFull(disk, random)]),
  ]
}

const brokerKilled = (broker: BrokerNode, random: Random): Fault => ({
  kind: 'broker kill -9',
  weight: 5,
  async strike() {
    await broker.kill()
    await sleep(random.between(0, 3000))
    broker.start()
    return []
  },
})

const diskFull = (disk: string, random: Random): Fault => ({
  kind: 'disk full',
  weight: 6,
  async strike() {
    const filler = join(disk, 'filler')
    try {
      for (;;) writeFileSync(filler, Buffer.alloc(2 ** 16), { flag: 'a' })
    } catch {
      // Now it is full.
    }
    await sleep(random.between(500, 3000))
    rmSync(filler)
    return []
  },
})

async function instancePids(url: string): Promise<number[]> {
  const answer = await fetch(`${url}/api/functions`).catch(() => undefined)
  if (!answer?.ok) return []
  const functions = (await answer.json()) as { instances: { pid: number | null }[] }[]
  return functions.flatMap(({ instances }) => instances.flatMap(({ pid }) => pid ?? []))
}

/** It may be gone already, which is as good. */
function signal(pid: number | undefined, name: NodeJS.Signals) {
  if (pid === undefined) return
  try {
    process.kill(pid, name)
  } catch {
    // No such process.
  }
}

/** What it comes to is seen afterwards. */
const act = (url: string) =>
  fetch(url, { method: 'POST', signal: AbortSignal.timeout(10_000) }).then(
    (answer) => answer.arrayBuffer(),
    () => undefined,
  )

const goneWithinMs = 15_000

/** Children of a platform that is gone must go too. */
export async function left(platform: PlatformProcess): Promise<readonly string[]> {
  const deadline = performance.now() + goneWithinMs
  for (;;) {
    const children = platform.children()
    if (children.length === 0) return []
    if (performance.now() > deadline) {
      for (const pid of children) signal(pid, 'SIGKILL')
      return children.map((pid) => `Process ${pid} outlived the platform.`)
    }
    await sleep(50)
  }
}
