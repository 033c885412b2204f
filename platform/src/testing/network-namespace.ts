import { execFile, execFileSync } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A network of its own, as another machine has it: what is started in it reaches only what it is joined to. */
export interface NetworkNamespace extends AsyncDisposable {
  readonly name: string
  /** On which this process reaches it, whatever else is cut. */
  readonly address: string
  /** Words before a command that is to run in it; the process is then the command's own. */
  readonly command: readonly string[]
  /** By which `address` is reached. */
  readonly cable: Cable
}

/** What may go wrong with a line. */
export interface Cable {
  /** From now on nothing comes through, and nobody is told. */
  cut(): Promise<void>
  /** What comes through comes late: little at a time, and with the kernel's `netem` delayed besides. */
  slow(): Promise<void>
  /** Packets are lost both ways: a fifth of them with `netem`, without it those that find a short queue full. */
  dropPackets(): Promise<void>
  /** It is as it was. */
  mend(): Promise<void>
}

/** A line between two namespaces. */
export interface Line {
  /** Under which each end reaches the other, in the order in which they were given. */
  readonly addresses: readonly [string, string]
  /** From now on nothing comes through, and nobody is told. */
  cut(): Promise<void>
  mend(): Promise<void>
}

/** Why there can be none here, in words; `undefined` when there can. */
export function noNamespaces(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'Network namespaces need Linux and root.'
  const name = `bonghwa-${randomBytes(3).toString('hex')}`
  try {
    execFileSync('ip', ['netns', 'add', name], { stdio: 'ignore' })
    execFileSync('ip', ['netns', 'delete', name], { stdio: 'ignore' })
    return undefined
  } catch (error) {
    return `No network namespace can be made here: ${(error as Error).message}`
  }
}

export async function networkNamespace(): Promise<NetworkNamespace> {
  const name = `bonghwa-${randomBytes(3).toString('hex')}`
  const [here, there] = pair()
  await ip('netns', 'add', name)
  await ip('-n', name, 'link', 'set', 'lo', 'up')
  const { device, addresses } = here
  await ip('link', 'add', device, 'type', 'veth', 'peer', 'name', there.device, 'netns', name)
  await ip('address', 'add', `${addresses[0]}/30`, 'dev', device)
  await ip('link', 'set', device, 'up')
  await ip('-n', name, 'address', 'add', `${addresses[1]}/30`, 'dev', there.device)
  await ip('-n', name, 'link', 'set', there.device, 'up')
  return {
    name,
    address: addresses[1],
    command: ['ip', 'netns', 'exec', name],
    cable: cableOf([device], ['-n', name, there.device]),
    async [Symbol.asyncDispose]() {
      // What was started in it, such as the broker's port mapper, has nobody else to end it.
      const { stdout } = await run('ip', ['netns', 'pids', name])
      for (const pid of stdout.split('\n').filter((line) => line !== '')) end(Number(pid))
      await ip('netns', 'delete', name)
    },
  }
}

export async function line(a: NetworkNamespace, b: NetworkNamespace): Promise<Line> {
  const [one, other] = pair()
  const { addresses } = one
  await ip(
    '-n',
    a.name,
    'link',
    'add',
    one.device,
    'type',
    'veth',
    'peer',
    'name',
    other.device,
    'netns',
    b.name,
  )
  for (const [namespace, { device }, address] of [
    [a, one, addresses[0]],
    [b, other, addresses[1]],
  ] as const) {
    await ip('-n', namespace.name, 'address', 'add', `${address}/30`, 'dev', device)
    await ip('-n', namespace.name, 'link', 'set', device, 'up')
  }
  return {
    addresses: [addresses[1], addresses[0]],
    cut: () => ip('-n', b.name, 'link', 'set', other.device, 'down'),
    mend: () => ip('-n', b.name, 'link', 'set', other.device, 'up'),
  }
}

/** @param ends the device of each end, after the words for its namespace */
function cableOf(...ends: readonly (readonly string[])[]): Cable {
  async function shaped(...words: readonly string[]) {
    for (const end of ends)
      await run('tc', [...end.slice(0, -1), 'qdisc', 'replace', 'dev', end.at(-1)!, 'root', ...words])
  }
  /** Not every kernel has `netem`. */
  const either = (netem: readonly string[], tbf: readonly string[]) =>
    shaped('netem', ...netem).catch(() => shaped('tbf', ...tbf))
  const [, there = []] = ends
  const link = (state: 'up' | 'down') => ip(...there.slice(0, -1), 'link', 'set', there.at(-1)!, state)
  return {
    cut: () => link('down'),
    slow: () =>
      either(
        ['delay', '300ms', '100ms', 'rate', '256kbit'],
        ['rate', '64kbit', 'burst', '4k', 'latency', '2s'],
      ),
    dropPackets: () => either(['loss', '20%'], ['rate', '256kbit', 'burst', '2k', 'limit', '4000']),
    async mend() {
      for (const end of ends) {
        // There may be nothing to take away.
        await run('tc', [...end.slice(0, -1), 'qdisc', 'del', 'dev', end.at(-1)!, 'root']).catch(() => {})
      }
      await link('up')
    },
  }
}

/** Two ends of a cable, with addresses that no other network here is likely to have (RFC 6598). */
function pair() {
  const id = randomBytes(3).toString('hex')
  const net = `100.${64 + randomInt(64)}.${randomInt(256)}`
  const last = 4 * randomInt(63)
  const addresses: readonly [string, string] = [`${net}.${last + 1}`, `${net}.${last + 2}`]
  return [
    { device: `bh${id}a`, addresses },
    { device: `bh${id}b`, addresses },
  ] as const
}

const ip = async (...words: readonly string[]): Promise<void> => void (await run('ip', [...words]))

function end(pid: number) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}
