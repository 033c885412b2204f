import { setTimeout as sleep } from 'node:timers/promises'
import { ClusterUnreachableError, KubeStatusError } from './errors.ts'
import type { KubeClient, Query } from './kube-client.ts'
import type { ContainerStatus, Pod } from './state.ts'

export interface PodLine {
  /** ISO 8601. */
  readonly at: string
  readonly pod: string
  readonly container: string
  readonly line: string
}

export interface LogOptions {
  readonly function: string
  /** Only of this region's instances. */
  readonly region?: string | undefined
  /** How many of the last lines of each instance that is there; all without it. */
  readonly tail?: number | undefined
  /** Goes on with the next lines, those of new instances too, until the signal. */
  readonly follow: boolean
  readonly signal: AbortSignal
}

/** One start of one container of one pod, whose lines are being read or were. */
interface Life {
  open: boolean
  /** Time of the last line that was heard. */
  until: string
}

const listingMs = 1000

/**
 * What all instances of a function say, in the order in which it is heard.
 *
 * @returns how many instances there were
 */
export async function podLogs(
  client: KubeClient,
  namespace: string,
  options: LogOptions,
  hear: (line: PodLine) => void,
): Promise<number> {
  const { signal, follow, tail } = options
  const path = `/api/v1/namespaces/${namespace}/pods`
  const labels = [`bonghwa.dev/function=${options.function}`]
  if (options.region !== undefined) labels.push(`bonghwa.dev/region=${options.region}`)
  const lives = new Map<string, Life>()
  const pods = new Set<string>()
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => {})

  async function read(pod: string, container: string, life: Life, from: Query) {
    const resumed = life.until
    const query = { container, timestamps: true, ...(follow ? { follow } : {}), ...from }
    try {
      for await (const text of client.lines(`${path}/${pod}/log`, query, signal)) {
        const [, at, line] = /^(\S+) ?(.*)$/.exec(text) ?? []
        if (at === undefined || line === undefined || at <= resumed) continue
        life.until = at
        hear({ at, pod, container, line })
      }
    } catch (error) {
      // It has not started yet, is gone meanwhile, or the connection broke: the next listing says which.
      const passing = error instanceof KubeStatusError && [400, 404].includes(error.status)
      if (!passing && !(follow && !(error instanceof ClusterUnreachableError))) failed.reject(error)
    } finally {
      life.open = false
    }
  }

  for (let first = true; first || !signal.aborted; first = false) {
    const query = { labelSelector: labels.join(',') }
    const { items } = await client.send<{ items: readonly Pod[] }>(path, { query, signal })
    const reads = items.flatMap(({ metadata, status = {} }) => {
      pods.add(metadata.name)
      return containersOf(status).flatMap((container) => {
        const key = `${metadata.name} ${container.name} ${container.restartCount ?? 0}`
        const known = lives.get(key)
        if (known?.open || (known && container.state?.running === undefined)) return []
        const life = known ?? { open: true, until: '' }
        life.open = true
        lives.set(key, life)
        const from: Query =
          life.until !== ''
            ? { sinceTime: life.until }
            : // Of those that come later everything is new.
              first && tail !== undefined
              ? { tailLines: tail }
              : {}
        return read(metadata.name, container.name, life, from)
      })
    })
    if (!follow) {
      await Promise.race([Promise.all(reads), failed.promise])
      break
    }
    await Promise.race([sleep(listingMs, undefined, { signal }).catch(() => {}), failed.promise])
  }
  return pods.size
}

const containersOf = ({ initContainerStatuses, containerStatuses }: NonNullable<Pod['status']>) =>
  [initContainerStatuses, containerStatuses].flatMap((each): readonly ContainerStatus[] => each ?? [])
