import { join } from 'node:path'
import type { CameraServer } from './camera-server.ts'

/** Id of the camera to which pictures are sent. */
export const pushedCamera = 'stage'

/** Two regions, a camera of the network in each, one to which pictures are sent, and a channel. */
export function cityFile(cameras: CameraServer, channelUrl: string): string {
  const title = (name: string) => ({ ko: name, en: name })
  const places = { seoul: { latitude: 37.5, longitude: 127 }, daejeon: { latitude: 36.3, longitude: 127.4 } }
  const region = (name: 'seoul' | 'daejeon', nodes: readonly string[]) => ({
    ...{ name, title: title(name), place: places[name], core: name === 'seoul', nodes },
  })
  const camera = (id: string, name: 'seoul' | 'daejeon', source: object) => ({
    ...{ id, title: title(id), region: name, place: places[name], virtual: true, source },
  })
  const { urlOf } = cameras
  // YAML takes JSON as it is.
  return JSON.stringify({
    apiVersion: 'bonghwa.dev/v1',
    kind: 'City',
    metadata: { name: 'chaos' },
    spec: {
      regions: [region('seoul', ['seoul-1', 'seoul-2']), region('daejeon', ['daejeon-1'])],
      model: join(import.meta.dirname, '../../models/city-nano'),
      channels: [{ kind: 'webhook', name: 'wire', url: channelUrl, network: 'private' }],
      cameras: [
        camera('seoul-camera', 'seoul', { url: urlOf('seoul') }),
        camera('daejeon-camera', 'daejeon', { url: urlOf('daejeon') }),
        camera(pushedCamera, 'seoul', { push: 'jpeg' }),
      ],
    },
  })
}
