import { applyPolicies, type BrokerPolicy, removePolicies } from '../queue/rabbitmq-policies.ts'
import { type LinkState, linkState, shovelViews } from './site-link.ts'

export interface LinkWatchOptions {
  /** Management API of the site's broker. */
  readonly management: string
  readonly vhost: string
  /** By which the site's lanes spill while the line is there. */
  readonly policies: readonly BrokerPolicy[]
  /** Hears of every change, and first of how it is. */
  readonly changed: (state: LinkState) => void
  /** Hears why nothing can be said now, once. */
  readonly failed: (error: Error) => void
}

const pauseMs = 2000

/**
 * While a site is cut off, what it cannot take at once waits for it instead of for the line: its lanes do not spill. Once the line is
 * back, they do again.
 */
export function watchLink({ management, vhost, policies, changed, failed }: LinkWatchOptions): Disposable {
  let known: LinkState | undefined
  let silent = false

  async function look() {
    try {
      const state = linkState(await shovelViews(management, vhost))
      silent = false
      if (state === known) return
      if (state === 'linked') await applyPolicies(management, vhost, policies)
      else await removePolicies(management, vhost, policies)
      known = state
      changed(state)
    } catch (error) {
      if (!silent) failed(error as Error)
      silent = true
    }
  }

  let looking = look()
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, pauseMs)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
