import type { Place } from '../api.ts'

export const navigators = ['tmap', 'kakao', 'naver', 'other'] as const
export type Navigator = (typeof navigators)[number]

/**
 * A link that opens a navigator on the phone with a route to the destination; what it knows of the traffic leads
 * around the accident. Each app's own scheme; `geo:` is RFC 5870, which Android hands to whatever app one has.
 *
 * @param page the address of this page, which NAVER Map wants to be told
 */
export function navigatorLink(navigator: Navigator, to: Place, name: string, page: string): string {
  const { latitude, longitude } = to
  switch (navigator) {
    case 'tmap':
      return `tmap://route?${query({ goalname: name, goalx: longitude, goaly: latitude })}`
    case 'kakao':
      return `kakaomap://route?${query({ ep: `${latitude},${longitude}`, by: 'CAR' })}`
    case 'naver':
      return `nmap://route/car?${query({ dlat: latitude, dlng: longitude, dname: name, appname: page })}`
    case 'other':
      return `geo:${latitude},${longitude}?q=${latitude},${longitude}(${encodeURIComponent(name)})`
  }
}

function query(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&')
}
