/** Hosts of the push services of Chrome, Firefox, Safari and Edge, and what lies below them. */
const services = [
  'fcm.googleapis.com',
  'push.services.mozilla.com',
  'push.apple.com',
  'notify.windows.com',
  'push.samsungdm.com',
]

/**
 * Whether an endpoint belongs to a push service that browsers use. An endpoint comes from outside, and the city sends a
 * request to it: any other address would let a stranger make the city call whom they like.
 */
export function isPushService(endpoint: string): boolean {
  const url = URL.parse(endpoint)
  if (url === null || url.protocol !== 'https:' || url.port !== '' || url.username !== '') return false
  return services.some((service) => url.hostname === service || url.hostname.endsWith(`.${service}`))
}
