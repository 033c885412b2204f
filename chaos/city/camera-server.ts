import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../random.ts'
import { type HostileKind, hostileFrame } from './hostile-frames.ts'
import { framesPerSecond } from './scene-frames.ts'

/** `scene`: it plays its scene, holds the first picture for a while, and plays it again. */
export type CameraMode = 'scene' | HostileKind | 'stalled' | 'gone'

/** Cameras of the network (MJPEG over HTTP), which may send anything. */
export interface CameraServer extends AsyncDisposable {
  readonly names: readonly string[]
  urlOf(name: string): string
  set(name: string, mode: CameraMode): void
  /** All are gone from now on, whatever they are set to. */
  end(): void
}

const restSeconds = 40

/** @param scenes what each camera shows, by name: JPEGs */
export async function cameraServer(
  scenes: Readonly<Record<string, readonly Uint8Array[]>>,
  random: Random,
): Promise<CameraServer> {
  const modes = new Map<string, CameraMode>(Object.keys(scenes).map((name) => [name, 'scene']))
  const began = performance.now()
  let ended = false
  const server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? ''
    void show(name, response).catch(() => response.destroy())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo

  function end() {
    for (const name of modes.keys()) modes.set(name, 'gone')
    ended = true
  }

  /** The scene goes on whether anybody looks or not. */
  function pictureOf(name: string): Uint8Array {
    const frames = scenes[name] ?? []
    const tick = Math.floor(((performance.now() - began) / 1000) * framesPerSecond)
    const at = tick % (frames.length + restSeconds * framesPerSecond)
    return frames[at] ?? frames[0]!
  }

  async function show(name: string, response: ServerResponse) {
    if (!modes.has(name) || modes.get(name) === 'gone') return void response.destroy()
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=frame' })
    while (!response.destroyed) {
      const mode = modes.get(name)
      if (mode === 'gone') response.destroy()
      else if (mode !== 'stalled') await send(response, frameIn(mode, name))
      await sleep(1000 / framesPerSecond)
    }
  }

  function frameIn(mode: CameraMode | undefined, name: string): Uint8Array {
    const sound = pictureOf(name)
    if (mode === undefined || mode === 'scene' || mode === 'stalled' || mode === 'gone') return sound
    return hostileFrame(mode, sound, random.between(0, 1))
  }

  return {
    names: [...modes.keys()],
    urlOf: (name) => `http://127.0.0.1:${port}/${name}`,
    set: (name, mode) => void (ended || modes.set(name, mode)),
    end,
    async [Symbol.asyncDispose]() {
      end()
      server.closeAllConnections()
      server.close()
    },
  }
}

async function send(response: ServerResponse, jpeg: Uint8Array) {
  const head = `--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`
  if (response.write(Buffer.concat([Buffer.from(head), jpeg, Buffer.from('\r\n')]))) return
  await Promise.race([once(response, 'drain'), once(response, 'close')])
}
