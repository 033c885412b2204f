import { upgradeWebSocket } from '@hono/node-server'
import type { Hono } from 'hono'
import type { WSContext } from 'hono/ws'
import type { Camera } from '../camera/city.ts'
import type { Place } from '../camera/place.ts'
import { jpegSize, maxJpegBytes } from '../frame/jpeg.ts'
import type { FrameReceived } from '../functions/messages.ts'
import { CameraNotPushedError, CameraUnknownError, ClipUnknownError, PlayInvalidError } from './errors.ts'
import { pictureRate } from './picture-rate.ts'
import { checkedPlace, playShape } from './shapes.ts'

export interface LiveCameraOptions {
  readonly cameras: readonly Pick<Camera, 'id' | 'source'>[]
  /** Takes what was sent to a camera. */
  receive(frame: FrameReceived): Promise<void>
}

/** Pixels of the longest side of a picture that is sent. */
const longestSide = 2048
/** Codes with which a sender is turned away: RFC 6455, and one of our own. */
const closing = { notAPicture: 1003, tooLarge: 1009, takenOver: 4000 } as const

/** Cameras whose pictures are sent, one JPEG a message, and clips in their place: `docs/api.md`. */
export function addLiveCameras(app: Hono, { cameras, receive }: LiveCameraOptions): void {
  /** Who sends to which camera: two at once would make one camera of two places. */
  const senders = new Map<string, WSContext>()

  function pushed(id: string) {
    const camera = cameras.find((one) => one.id === id)
    if (camera === undefined) throw new CameraUnknownError(id)
    if (!('push' in camera.source)) throw new CameraNotPushedError(id)
    return { id, clips: camera.source.clips }
  }

  app.get(
    '/api/cameras/:id/live',
    upgradeWebSocket((context) => {
      const { id: camera } = pushed(context.req.param('id') ?? '')
      const place = placeIn(context.req.query())
      const rate = pictureRate()
      let own: WSContext | undefined
      let counts = { taken: 0, dropped: 0 }
      return {
        onOpen(_, socket) {
          // The newer one stays: the older may be a page that is gone without a word.
          senders.get(camera)?.close(closing.takenOver, 'somebody else sends now')
          senders.set(camera, socket)
          own = socket
        },
        onClose() {
          if (senders.get(camera) === own) senders.delete(camera)
        },
        async onMessage({ data }, socket) {
          if (!(data instanceof ArrayBuffer)) return socket.close(closing.notAPicture, 'one JPEG a message')
          if (data.byteLength > maxJpegBytes)
            return socket.close(closing.tooLarge, `at most ${maxJpegBytes} bytes`)
          const jpeg = new Uint8Array(data)
          const at = Date.now()
          if (rate.allows(performance.now())) {
            const size = await jpegSize(jpeg).catch(() => undefined)
            if (size === undefined) return socket.close(closing.notAPicture, 'that is no JPEG')
            if (Math.max(size.width, size.height) > longestSide)
              return socket.close(closing.tooLarge, `at most ${longestSide} pixels a side`)
            await receive({ camera, place, sent: { jpeg, at } })
            counts = { ...counts, taken: counts.taken + 1 }
          } else counts = { ...counts, dropped: counts.dropped + 1 }
          socket.send(JSON.stringify(counts))
        },
      }
    }),
  )

  app.post('/api/cameras/:id/play', async (context) => {
    const at = Date.now()
    const { id, clips } = pushed(context.req.param('id'))
    const body = playShape.safeParse(await context.req.json().catch(() => undefined))
    if (!body.success) throw new PlayInvalidError({ cause: body.error })
    const { clip, place } = body.data
    if (!Object.hasOwn(clips, clip)) throw new ClipUnknownError(id, clip, Object.keys(clips))
    await receive({ camera: id, place, sent: { clip, at } })
    return context.json({ playing: clip }, 202)
  })
}

/** @throws PlayInvalidError when there is a place and it is none */
function placeIn({ latitude, longitude }: Record<string, string>): Place | undefined {
  if (latitude === undefined && longitude === undefined) return undefined
  const place = checkedPlace.safeParse({ latitude, longitude })
  if (!place.success) throw new PlayInvalidError({ cause: place.error })
  return place.data
}
