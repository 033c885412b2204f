import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/** The rooms of each workspace in the order in which data meets them: a room may import the rooms before it. */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  platform: [
    'errors',
    'config',
    'telemetry',
    'event',
    'schedule',
    'function',
    'queue',
    'placement',
    'instance',
    'autoscaler',
    'dispatcher',
    'trigger',
    'control',
    'runtime',
    'access',
    'gateway',
    'simulate',
    'manifest',
    'doorbell',
    'pod',
    'cluster',
    'cli',
  ],
  safety: [
    'frame',
    'camera',
    'motion',
    'detection',
    'incident',
    'outcome',
    'channel',
    'store',
    'functions',
    'watch',
    'api',
    'cli',
  ],
  scenes: ['scene', 'simulation', 'world', 'lens', 'truth', 'film', 'live', 'cli'],
}

/** The doors of the platform that the city's rooms may use; its `cli`, the composition root, may use all. */
const doors = ['errors', 'config', 'event', 'function', 'queue']

/** Reads every import, those of types too, of the source below `root` and gives a line for each that points the wrong way. */
export function wrongImports(root: string): string[] {
  return Object.keys(rooms).flatMap((workspace) =>
    globSync(`${workspace}/src/*/**/*.ts`, { cwd: root })
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) =>
        importsOf(join(root, file)).flatMap((target) => problem(root, workspace, file, target)),
      ),
  )
}

interface Import {
  readonly line: number
  readonly specifier: string
}

function importsOf(file: string): Import[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text, index) => {
      const specifier = /(?:\bfrom|\bimport\(?)\s*['"]([^'"]+)['"]/.exec(text)?.[1]
      return specifier === undefined ? [] : [{ line: index + 1, specifier }]
    })
}

function problem(root: string, workspace: string, file: string, { line, specifier }: Import): string[] {
  const room = roomOf(workspace, file)
  // `testing` serves tests and may use everything; nothing but tests may use it.
  if (room === 'testing') return []
  const say = (why: string) => [`${file}:${line} imports ${specifier}: ${why}`]
  if (specifier.startsWith('@bonghwa/')) {
    const [, other = '', door = ''] = specifier.split('/')
    if (workspace === 'platform')
      return room === 'testing'
        ? []
        : say('the platform knows no other workspace, and itself by relative paths')
    if (workspace === 'scenes') return say('scenes knows no other workspace')
    if (other !== 'platform') return say(`${workspace} knows only the platform`)
    return room === 'cli' || doors.includes(door)
      ? []
      : say(`${workspace} knows the platform by its doors ${doors.join(', ')}`)
  }
  if (!specifier.startsWith('.')) return []
  const target = relative(root, resolve(root, dirname(file), specifier))
  if (!target.startsWith(`${workspace}/`))
    return say('another workspace is imported by its name, not by a path')
  const order = rooms[workspace] ?? []
  const [from, to] = [order.indexOf(room), order.indexOf(roomOf(workspace, target))]
  if (from < 0) return say(`${room} is no room of ${workspace}`)
  if (to < 0) return say(`${roomOf(workspace, target)} is no room of ${workspace}`)
  return to <= from ? [] : say(`${room} comes before ${roomOf(workspace, target)}`)
}

const roomOf = (workspace: string, file: string): string =>
  file.slice(`${workspace}/src/`.length).split('/')[0] ?? ''
