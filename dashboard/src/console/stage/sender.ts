import type { Place } from '../../api.ts'

/** How the city takes the pictures. */
export interface Sending {
  readonly state: 'opening' | 'open' | 'broken'
  readonly taken: number
  /** Why the city ended it, in its words. */
  readonly reason: string
}

export interface Sender {
  /** Sends a JPEG, or nothing while the line is not open or still full. */
  send(jpeg: Blob): void
  close(): void
}

/** Bytes that may wait to go out; beyond that a picture is skipped, so that none is late. */
const mostWaiting = 256 * 1024

/** A line to a camera whose pictures are sent (`GET /api/cameras/ID/live`). */
export function openSender(camera: string, place: Place, told: (sending: Sending) => void): Sender {
  const where = new URLSearchParams({
    latitude: String(place.latitude),
    longitude: String(place.longitude),
  })
  const address = new URL(`/api/cameras/${encodeURIComponent(camera)}/live?${where}`, location.href)
  address.protocol = address.protocol.replace('http', 'ws')
  const socket = new WebSocket(address)
  let taken = 0
  told({ state: 'opening', taken, reason: '' })
  socket.onopen = () => told({ state: 'open', taken, reason: '' })
  socket.onmessage = ({ data }) => {
    taken = JSON.parse(data).taken
    told({ state: 'open', taken, reason: '' })
  }
  socket.onclose = ({ reason }) => told({ state: 'broken', taken, reason })
  return {
    send(jpeg) {
      if (socket.readyState === WebSocket.OPEN && socket.bufferedAmount < mostWaiting) socket.send(jpeg)
    },
    close() {
      socket.onclose = null
      socket.close()
    },
  }
}
