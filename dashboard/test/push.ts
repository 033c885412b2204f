import { createECDH, randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'

/**
 * Lets pages of the context subscribe to Web Push. A browser asks its maker's servers for that, which no test reaches: this
 * stands in for that one answer. Of what is subscribed with is kept what the page asked.
 */
export async function standInForPushService(context: BrowserContext, endpoint: string): Promise<void> {
  const ecdh = createECDH('prime256v1')
  const keys = {
    p256dh: ecdh.generateKeys().toString('base64url'),
    auth: randomBytes(16).toString('base64url'),
  }
  await context.addInitScript(
    (answer) => {
      let subscribed = false
      PushManager.prototype.subscribe = async () => {
        subscribed = true
        return subscription
      }
      PushManager.prototype.getSubscription = async () => (subscribed ? subscription : null)
      const subscription = {
        ...answer,
        toJSON: () => answer,
        unsubscribe: async () => {
          subscribed = false
          return true
        },
      } as unknown as PushSubscription
    },
    { endpoint, keys },
  )
}

/**
 * Has the browser wake the worker of a scope with a message, as it does for one from a push service.
 *
 * @param tab any page of the worker's origin
 * @returns what is shown then; nothing when nothing is within twenty seconds
 */
export async function pushTo(
  tab: Page,
  scope: string,
  message: object,
): Promise<{ title: string; body: string; tag: string }[]> {
  const session = await tab.context().newCDPSession(tab)
  const registrationId = await registrationOf(session, scope)
  const { origin } = new URL(tab.url())
  await session.send('ServiceWorker.deliverPushMessage', {
    ...{ origin, registrationId },
    data: JSON.stringify(message),
  })
  for (const deadline = Date.now() + 20_000; ; await setTimeout(50)) {
    const shown = await tab.evaluate(async (path) => {
      const registration = await navigator.serviceWorker.getRegistration(path)
      const notifications = (await registration?.getNotifications()) ?? []
      return notifications.map(({ title, body, tag }) => ({ title, body, tag }))
    }, scope)
    if (shown.length > 0 || Date.now() > deadline) return shown
  }
}

async function registrationOf(session: CDPSession, scope: string): Promise<string> {
  const found = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.endsWith(scope))
      if (own !== undefined) resolve(own.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  return found
}
