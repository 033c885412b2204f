import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/**
 * Two network namespaces with one cable between them: what runs in the first reaches nothing but the second, where every
 * byte of the cable is kept.
 */
export interface WatchedNetwork extends AsyncDisposable {
  /** Address of the second namespace, as the first sees it. */
  readonly outside: string
  /** Words before a command that is to run in the first, and in the second. */
  readonly inside: readonly string[]
  readonly beyond: readonly string[]
  /** What left the first namespace so far: the payload of every flow of TCP, and of everything else. */
  sent(): Promise<readonly Flow[]>
}

export interface Flow {
  /** `tcp 10.231.7.2:443`, or the kind of what is no TCP. */
  readonly to: string
  readonly bytes: Buffer
}

/** Why this machine cannot watch a network, or false. */
export const networkMissing: string | false =
  (process.getuid?.() !== 0 && 'network namespaces need root') ||
  (spawnSync('ip', ['netns', 'list']).status !== 0 && 'there is no `ip netns` on this machine') ||
  (spawnSync('/usr/bin/python3', ['-c', '']).status !== 0 && 'there is no python3 on this machine')

export async function watchedNetwork(): Promise<WatchedNetwork> {
  const [own, far] = [`bonghwa-in-${process.pid}`, `bonghwa-out-${process.pid}`]
  const cable = `bw${process.pid % 100_000}`
  const ip = (...words: string[]) => execFileSync('ip', words, { stdio: 'pipe' })
  const names = [own, far]
  for (const name of names) ip('netns', 'add', name)
  ip('link', 'add', `${cable}a`, 'netns', own, 'type', 'veth', 'peer', 'name', `${cable}b`, 'netns', far)
  for (const [name, end, address] of [
    [own, `${cable}a`, '10.231.7.1/24'],
    [far, `${cable}b`, '10.231.7.2/24'],
  ] as const) {
    ip('-n', name, 'address', 'add', address, 'dev', end)
    ip('-n', name, 'link', 'set', 'lo', 'up')
    ip('-n', name, 'link', 'set', end, 'up')
  }
  // Whoever it wants to reach, its packets come here.
  ip('-n', own, 'route', 'add', 'default', 'via', '10.231.7.2')
  const beyond = ['ip', 'netns', 'exec', far]
  const watcher: ChildProcess = spawn(
    'ip',
    [
      ...beyond.slice(1),
      '/usr/bin/python3',
      join(import.meta.dirname, 'packets.py'),
      `${cable}b`,
      '10.231.7.1',
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let kept = ''
  const ready = once(watcher.stdout as NodeJS.ReadableStream, 'data')
  watcher.stdout?.setEncoding('latin1').on('data', (chunk) => {
    kept += chunk
  })
  await ready

  return {
    outside: '10.231.7.2',
    inside: ['ip', 'netns', 'exec', own],
    beyond,
    async sent() {
      const flows = new Map<string, Buffer[]>()
      for (const line of kept.split('\n').slice(1)) {
        const [flow, base64] = line.split(' ')
        if (flow && base64 !== undefined)
          flows.set(flow, [...(flows.get(flow) ?? []), Buffer.from(base64, 'base64')])
      }
      return [...flows].map(([flow, parts]) => ({
        to: flow.split('>')[1] ?? flow,
        bytes: Buffer.concat(parts),
      }))
    },
    async [Symbol.asyncDispose]() {
      watcher.kill()
      for (const name of names) ip('netns', 'del', name)
    },
  }
}
