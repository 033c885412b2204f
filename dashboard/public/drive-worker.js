// The service worker of `/drive`: the page opens without a network. Warnings are never answered from a cache, since
// an old one would be taken for a new one.

// The build writes both, see `scripts/drive-shell.ts`.
const version = 'unbuilt'
const files = []

const shell = `drive-shell-${version}`

self.addEventListener('install', (event) => {
  const pages = ['/drive', '/drive.webmanifest', '/korea.json', '/beacon.svg', '/icon-192.png']
  event.waitUntil(caches.open(shell).then((cache) => cache.addAll([...pages, ...files])))
  self.skipWaiting()
})

self.addEventListener('activate', (event) => {
  const dropOld = async () => {
    for (const name of await caches.keys()) if (name !== shell) await caches.delete(name)
    await self.clients.claim()
  }
  event.waitUntil(dropOld())
})

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  const own = url.origin === location.origin && event.request.method === 'GET'
  if (!own || url.pathname.startsWith('/api/')) return
  // A file under `assets/` has the hash of its content in its name.
  event.respondWith(url.pathname.startsWith('/assets/') ? kept(event.request) : freshOrKept(event.request))
})

async function kept(request) {
  return (await caches.match(request)) ?? fetchAndKeep(request)
}

async function freshOrKept(request) {
  try {
    return await fetchAndKeep(request)
  } catch (error) {
    const old = await caches.match(request, { ignoreSearch: true })
    if (old === undefined) throw error
    return old
  }
}

async function fetchAndKeep(request) {
  const response = await fetch(request)
  if (response.ok) {
    const cache = await caches.open(shell)
    await cache.put(request, response.clone())
  }
  return response
}

// A warning while the page is closed, as `road-message.ts` of the city writes it.
self.addEventListener('push', (event) => {
  const { title, body, tag } = event.data.json()
  event.waitUntil(
    self.registration.showNotification(title, {
      body,
      tag,
      icon: '/icon-192.png',
      badge: '/icon-192.png',
      requireInteraction: false,
    }),
  )
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const show = async () => {
    const [open] = await self.clients.matchAll({ type: 'window' })
    await (open === undefined ? self.clients.openWindow('/drive') : open.focus())
  }
  event.waitUntil(show())
})
