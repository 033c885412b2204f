import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, freeze, nothingWrong, signal } from '../fault.ts'
import type { Random } from '../random.ts'
import { processesNaming } from '../server-process.ts'
import type { CameraMode, CameraServer } from './camera-server.ts'
import type { ChannelMode, ChannelServer } from './channel-server.ts'
import type { PostgresServer } from './postgres-server.ts'

export interface CityVictims {
  readonly cameras: CameraServer
  readonly channel: ChannelServer
  readonly database: PostgresServer | string
  readonly random: Random
  /** Sends what is no picture to the camera to which pictures are sent. */
  readonly pushHostile: () => Promise<readonly string[]>
}

/** What may befall a city besides: its watches, cameras, channels and its database. */
export function cityFaults({ cameras, channel, database, random, pushHostile }: CityVictims): Fault[] {
  const decoders = () => processesNaming(cameras.urlOf(''))
  async function found(look: () => readonly number[]): Promise<number | undefined> {
    for (let tries = 0; tries < 20; tries++) {
      const pid = random.pick(look())
      if (pid !== undefined) return pid
      await sleep(100)
    }
    return undefined
  }
  /** A watch is what started a camera's decoder. */
  const watch = () => found(() => decoders().flatMap((pid) => parentOf(pid) ?? []))
  const struck = (kind: string, weight: number, strike: () => void | Promise<void>): Fault => ({
    kind,
    weight,
    async strike() {
      await strike()
      return nothingWrong
    },
  })
  const camera = (kind: string, mode: CameraMode) =>
    struck(kind, 4, () => {
      const name = random.pick(cameras.names) ?? ''
      cameras.set(name, mode)
      setTimeout(() => cameras.set(name, 'scene'), random.between(500, 6000)).unref()
    })
  const channelIs = (kind: string, mode: ChannelMode) =>
    struck(kind, 4, async () => {
      channel.set(mode)
      await sleep(random.between(500, 4000))
      channel.set('up')
    })

  return [
    struck('watch kill -9', 12, async () => signal(await watch(), 'SIGKILL')),
    struck('watch frozen', 8, async () => freeze(await watch(), random.between(300, 4000))),
    struck('decoder kill -9', 5, async () => signal(await found(decoders), 'SIGKILL')),
    camera('camera sends garbage', 'garbage'),
    camera('camera sends half frames', 'truncated'),
    camera('camera sends huge frames', 'huge'),
    camera('camera sends 0-byte frames', 'empty'),
    camera('camera stalls', 'stalled'),
    camera('camera is gone', 'gone'),
    { kind: 'no picture is pushed', weight: 5, strike: pushHostile },
    channelIs('channel is gone', 'gone'),
    channelIs('channel fails', 'failing'),
    channelIs('channel asks to wait', 'busy'),
    channelIs('channel hangs', 'hanging'),
    channelIs('channel takes and is mute', 'taken'),
    ...(typeof database === 'string' ? [databaseLocked(database, random)] : databaseStruck(database, random)),
  ]
}

/** Another process writes, and takes its time. */
const databaseLocked = (file: string, random: Random): Fault => ({
  kind: 'database locked',
  weight: 8,
  async strike() {
    try {
      using database = new DatabaseSync(file, { timeout: 2000 })
      database.exec('BEGIN IMMEDIATE')
      await sleep(random.between(500, 8000))
      database.exec('ROLLBACK')
    } catch {
      // Somebody else holds it, or there is no room: it is struck already.
    }
    return nothingWrong
  },
})

const databaseStruck = (server: PostgresServer, random: Random): Fault[] => [
  {
    kind: 'database kill -9',
    weight: 6,
    async strike() {
      await server.kill()
      await sleep(random.between(0, 2000))
      await server.start()
      return nothingWrong
    },
  },
  {
    kind: 'database frozen',
    weight: 4,
    async strike() {
      freezeAll(server.pid, random.between(500, 6000))
      return nothingWrong
    },
  },
]

/** The server and those that work for it. */
function freezeAll(pid: number | undefined, ms: number) {
  if (pid === undefined) return
  const workers = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => parentOf(other) === pid)
  for (const each of [pid, ...workers]) freeze(each, ms)
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(join('/proc', String(pid), 'stat'), 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}
