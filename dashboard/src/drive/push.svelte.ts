import geohash from 'ngeohash'
import { getJson, type Place } from '../api.ts'
import type { Language } from '../words.ts'

const cellKey = 'bonghwa.cell'
/** Letters of the area's geohash, about 5 km: the only word of where the driver is that ever leaves the device. */
const cellLength = 5

type State = 'impossible' | 'off' | 'asking' | 'on' | 'refused' | 'failed'

/** Warnings while the page is closed, by Web Push; off until the driver asks for them. */
class PushWarnings {
  state = $state<State>('serviceWorker' in navigator && 'PushManager' in window ? 'off' : 'impossible')

  constructor() {
    if (this.state === 'off' && localStorage.getItem(cellKey) !== null) this.state = 'on'
  }

  /** At a person's touch. Asks for the place once, to say in which area. */
  async subscribe(language: Language): Promise<void> {
    this.state = 'asking'
    try {
      if ((await Notification.requestPermission()) !== 'granted') {
        this.state = 'refused'
        return
      }
      const { coords } = await new Promise<GeolocationPosition>((found, failed) =>
        navigator.geolocation.getCurrentPosition(found, failed, { timeout: 20_000 }),
      )
      await send(cellOf(coords), language)
      this.state = 'on'
    } catch (error) {
      console.warn(error)
      this.state = 'failed'
    }
  }

  async unsubscribe(): Promise<void> {
    this.state = 'off'
    localStorage.removeItem(cellKey)
    const registration = await navigator.serviceWorker.ready
    const subscription = await registration.pushManager.getSubscription()
    if (subscription === null) return
    await subscription.unsubscribe()
    await request('DELETE', { endpoint: subscription.endpoint })
  }

  /** A driver who asked to be warned is warned where the car is now. */
  async moved(place: Place, language: Language): Promise<void> {
    if (this.state !== 'on' || localStorage.getItem(cellKey) === cellOf(place)) return
    await send(cellOf(place), language).catch(console.warn)
  }
}

export const pushWarnings = new PushWarnings()

function cellOf({ latitude, longitude }: Place): string {
  return geohash.encode(latitude, longitude, cellLength)
}

async function send(cell: string, language: Language): Promise<void> {
  const [{ pushManager }, { publicKey }] = await Promise.all([
    navigator.serviceWorker.ready,
    getJson<{ publicKey: string }>('/api/road/push-key'),
  ])
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
  const { endpoint, keys } = subscription.toJSON()
  await request('PUT', { endpoint, keys, cell, language })
  localStorage.setItem(cellKey, cell)
}

async function request(method: 'PUT' | 'DELETE', body: unknown): Promise<void> {
  const response = await fetch('/api/road/subscription', {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`/api/road/subscription: HTTP ${response.status}`)
}
