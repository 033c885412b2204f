import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import webpush from 'web-push'

/** The key pair by which push services know who sends (RFC 8292), as the environment variables that hold it. */
export interface VapidKeys {
  readonly VAPID_PUBLIC_KEY: string
  readonly VAPID_PRIVATE_KEY: string
  /** Whom a push service may write to. */
  readonly VAPID_SUBJECT: string
}

/**
 * The keys that the environment gives, else those of the file, which is written the first time. Whoever loses them loses
 * the subscribers, since a subscription is bound to its key.
 */
export function vapidKeys(file: string, environment: NodeJS.ProcessEnv): VapidKeys {
  const { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY, VAPID_SUBJECT = 'mailto:bonghwa@localhost' } = environment
  if (VAPID_PUBLIC_KEY !== undefined && VAPID_PRIVATE_KEY !== undefined)
    return { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY, VAPID_SUBJECT }
  if (!existsSync(file)) {
    const { publicKey, privateKey } = webpush.generateVAPIDKeys()
    writeFileSync(file, JSON.stringify({ publicKey, privateKey }), { mode: 0o600, flag: 'wx' })
  }
  const kept = JSON.parse(readFileSync(file, 'utf8')) as { publicKey: string; privateKey: string }
  return { VAPID_PUBLIC_KEY: kept.publicKey, VAPID_PRIVATE_KEY: kept.privateKey, VAPID_SUBJECT }
}
