import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@bonghwa/platform/testing'
import type { IncidentFeature, PostBody } from '../api/shapes.ts'

/** A city in a process of its own, as a user runs it, with clips of the repository as its cameras. */
export interface CityProcess extends AsyncDisposable {
  readonly url: string
  /** Its data directory. */
  readonly data: string
  /** Starts it, or starts it again over the same data. Resolves when its gateway answers. */
  start(): Promise<void>
  /** `kill -9` of the whole city: nobody gets to tidy up. */
  kill(): Promise<void>
  stop(): Promise<void>
  /** What it printed so far. */
  output(): string
  get<Body>(path: string): Promise<Body>
  post(path: string, body?: unknown, contentType?: string): Promise<Response>
  incidents(): Promise<IncidentFeature['properties'][]>
  posts(): Promise<PostBody[]>
  functions(): Promise<FunctionState[]>
}

export interface FunctionState {
  readonly name: string
  readonly replicas: number
  readonly instances: readonly {
    readonly pid: number
    readonly node: string
    readonly inFlight: number
    readonly state: string
  }[]
  readonly problem: string | null
}

export interface CameraScene {
  readonly region: 'seoul' | 'daejeon'
  /** Name of a clip in `safety/city/clips`, without its ending. */
  readonly clip: string
  /** How it plays, as in `city.yaml`; `push`: when it is asked for by the first word of its name, in a camera to which pictures are sent. */
  readonly play: string
}

const safety = join(import.meta.dirname, '../..')

export interface CityOptions {
  /** As in `city.yaml`. */
  readonly channels?: readonly object[]
  /** URL of the store; a file without it. */
  readonly store?: string
  readonly env?: Readonly<Record<string, string>>
}

export async function cityProcess(
  scenes: readonly CameraScene[],
  { channels = [], store, env = {} }: CityOptions = {},
): Promise<CityProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-city-'))
  const cityFile = join(folder, 'city.yaml')
  mkdirSync(join(folder, 'clips'))
  for (const { clip } of scenes)
    copyFileSync(join(safety, 'city/clips', `${clip}.mp4`), join(folder, 'clips', `${clip}.mp4`))
  writeFileSync(cityFile, cityYaml(scenes, channels))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  let printed = ''

  async function ended(signal: NodeJS.Signals) {
    const ending = child
    child = undefined
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    const exit = once(ending, 'exit')
    ending.kill(signal)
    await exit
  }
  const read = async <Body>(path: string): Promise<Body> => {
    const response = await fetch(url + path)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Body
  }

  return {
    url,
    data: join(folder, 'data'),
    async start() {
      child = spawn(
        process.execPath,
        [
          join(safety, 'bin/city.js'),
          'up',
          '--city',
          cityFile,
          '--port',
          String(port),
          '--data',
          join(folder, 'data'),
          ...(store === undefined ? [] : ['--store', store]),
        ],
        { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
      )
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (printed += chunk))
      const starting = child
      for (;;) {
        if (
          await fetch(`${url}/readyz`).then(
            (response) => response.ok,
            () => false,
          )
        )
          return
        if (starting.exitCode !== null) throw new Error(`The city ended at once: ${printed}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    kill: () => ended('SIGKILL'),
    stop: () => ended('SIGTERM'),
    output: () => printed,
    get: read,
    post: (path, body, contentType = 'application/json') =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': contentType },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    incidents: async () =>
      (await read<{ features: IncidentFeature[] }>('/api/incidents')).features.map(
        ({ properties }) => properties,
      ),
    posts: () => read<PostBody[]>('/api/posts?status=all'),
    functions: () => read<FunctionState[]>('/api/functions'),
    async [Symbol.asyncDispose]() {
      await ended('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const sourceOf = (clip: string, play: string): string =>
  play === 'push'
    ? `push: jpeg, clips: { ${clip.split('_')[0]}: ./clips/${clip}.mp4 }`
    : `file: ./clips/${clip}.mp4, ${play}`

function cityYaml(scenes: readonly CameraScene[], channels: readonly object[]): string {
  const cameras = scenes.map(
    ({ region, clip, play }, index) => `
    - id: camera-${index + 1}
      title: { ko: 카메라 ${index + 1}, en: Camera ${index + 1} }
      region: ${region}
      place: { latitude: ${region === 'seoul' ? 37.5 : 36.3}${index}, longitude: 127.0${index} }
      heading: 0
      fieldOfView: 70
      virtual: true
      source: { ${sourceOf(clip, play)} }`,
  )
  return `apiVersion: bonghwa.dev/v1
kind: City
metadata: { name: test }
spec:
  regions:
    - { name: seoul, title: { ko: 서울, en: Seoul }, place: { latitude: 37.5665, longitude: 126.978 }, core: true, nodes: [seoul-1] }
    - { name: daejeon, title: { ko: 대전, en: Daejeon }, place: { latitude: 36.3504, longitude: 127.3845 }, nodes: [daejeon-1] }
  model: ${join(safety, '../models/city-nano')}
  reviews: { weapon: ask }
  map: { style: null }
  incidents: { }
  channels: ${JSON.stringify(channels)}
  cameras:${cameras.join('')}
`
}
