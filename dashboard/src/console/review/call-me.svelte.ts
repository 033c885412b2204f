import { getJson, ours } from '../../api.ts'
import type { Language } from '../../words.ts'

type State = 'impossible' | 'off' | 'asking' | 'on' | 'refused' | 'failed'

/** Nothing is shown below it: its worker serves messages alone. */
const scope = '/review/'

/** Being told of posts that wait, by Web Push; off until the reviewer asks for it. */
class CallMe {
  state = $state<State>('serviceWorker' in navigator && 'PushManager' in window ? 'off' : 'impossible')

  constructor() {
    if (this.state === 'off') void this.#resume()
  }

  /** At a person's touch. */
  async subscribe(language: Language): Promise<void> {
    this.state = 'asking'
    try {
      if ((await Notification.requestPermission()) !== 'granted') {
        this.state = 'refused'
        return
      }
      const registration = await navigator.serviceWorker.register('/review-worker.js', { scope })
      await active(registration)
      const { publicKey } = await getJson<{ publicKey: string }>('/api/road/push-key')
      const subscription = await registration.pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: publicKey,
      })
      const { endpoint, keys } = subscription.toJSON()
      await request('PUT', { endpoint, keys, language })
      this.state = 'on'
    } catch (error) {
      console.warn(error)
      this.state = 'failed'
    }
  }

  async unsubscribe(): Promise<void> {
    this.state = 'off'
    const subscription = await current()
    if (!subscription) return
    await subscription.unsubscribe()
    await request('DELETE', { endpoint: subscription.endpoint }).catch(console.warn)
  }

  async #resume(): Promise<void> {
    if (await current().catch(() => null)) this.state = 'on'
  }
}

export const callMe = new CallMe()

async function current(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration(scope)
  return (await registration?.pushManager.getSubscription()) ?? null
}

async function active(registration: ServiceWorkerRegistration): Promise<void> {
  const worker = registration.installing ?? registration.waiting
  if (registration.active || worker === null) return
  await new Promise<void>((resolve) => {
    worker.addEventListener('statechange', () => {
      if (worker.state === 'activated') resolve()
    })
  })
}

async function request(method: 'PUT' | 'DELETE', body: unknown): Promise<void> {
  const response = await fetch('/api/reviews/subscription', {
    method,
    headers: { 'content-type': 'application/json', ...ours },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`/api/reviews/subscription: HTTP ${response.status}`)
}
