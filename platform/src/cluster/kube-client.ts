import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { ClusterForbiddenError, ClusterUnreachableError, KubeconfigError, KubeStatusError } from './errors.ts'

/** A Kubernetes API server, spoken to as the user of a kubeconfig. */
export interface KubeClient {
  readonly server: string
  /** Name of the kubeconfig's context. */
  readonly context: string
  /**
   * @param path below the server, e.g. `/api/v1/namespaces/city/pods`
   * @throws KubeStatusError | ClusterForbiddenError | ClusterUnreachableError
   */
  send<Answer>(path: string, request?: KubeRequest): Promise<Answer>
  /** The same for what may not be there: `undefined` when the API server answers 404. */
  find<Answer>(path: string, request?: KubeRequest): Promise<Answer | undefined>
  /** The lines of an answer as they come; ends when the server or `signal` ends it. */
  lines(path: string, query: Query, signal: AbortSignal): AsyncIterable<string>
  /** What the answer to the last `send` bore in its `Date`, as the server's clock is read. */
  readonly serverTime: { readonly at: number; readonly heardAt: number } | undefined
}

export type Query = Readonly<Record<string, string | number | boolean>>

export interface KubeRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly query?: Query
  readonly body?: unknown
  readonly contentType?: string
  readonly signal?: AbortSignal | undefined
}

export interface ClusterChoice {
  /** Its file; else those of `KUBECONFIG`, else `~/.kube/config`, else the account of the pod that we are in. */
  readonly kubeconfig?: string | undefined
  readonly context?: string | undefined
}

const patienceMs = 30_000

/**
 * @param warned hears what the API server warns of
 * @throws KubeconfigError
 */
export async function kubeClient(
  { kubeconfig, context }: ClusterChoice,
  warned: (warning: string) => void = () => {},
): Promise<KubeClient> {
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  try {
    if (kubeconfig === undefined) config.loadFromDefault()
    else config.loadFromFile(kubeconfig)
  } catch (cause) {
    throw new KubeconfigError((cause as Error).message, { cause })
  }
  if (context !== undefined) {
    if (config.getContextObject(context) === null) {
      const known = config.getContexts().map(({ name }) => name)
      throw new KubeconfigError(`there is no context "${context}" among ${known.join(', ') || 'none'}`)
    }
    config.setCurrentContext(context)
  }
  const cluster = config.getCurrentCluster()
  if (cluster === null) {
    throw new KubeconfigError(`the context "${config.getCurrentContext() ?? ''}" names no cluster`)
  }
  const { server } = cluster
  // The library refuses plain HTTP, as that of `kubectl proxy`, unless it is told that there is nothing to verify.
  if (server.startsWith('http:')) Object.assign(cluster, { skipTLSVerify: true })
  const base = server.replace(/\/+$/, '')
  let serverTime: KubeClient['serverTime']

  async function open(path: string, { query, body, ...request }: KubeRequest): Promise<IncomingMessage> {
    const url = new URL(`${base}${path}`)
    const sent = body === undefined ? undefined : JSON.stringify(body)
    for (const [key, value] of Object.entries(query ?? {})) url.searchParams.set(key, String(value))
    const options: RequestOptions = {
      method: request.method ?? 'GET',
      signal: request.signal,
      headers: {
        accept: 'application/json, */*',
        'user-agent': 'bonghwa',
        ...(sent === undefined
          ? {}
          : {
              'content-type': request.contentType ?? 'application/json',
              // Node sends the body of a DELETE without a length otherwise, which no server understands.
              'content-length': Buffer.byteLength(sent),
            }),
      },
    }
    await config.applyToHTTPSOptions(options).catch((cause: Error) => {
      throw new KubeconfigError(cause.message, { cause })
    })
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const outgoing = (url.protocol === 'http:' ? httpRequest : httpsRequest)(url, options, resolve)
    // An answer that goes on may be silent for long; this is for its beginning.
    outgoing.setTimeout(patienceMs, () => outgoing.destroy(new Error(`silent for ${patienceMs / 1000} s`)))
    outgoing.once('error', reject)
    outgoing.end(sent)
    try {
      const response = await promise
      outgoing.setTimeout(0)
      heard(response)
      if ((response.statusCode ?? 0) >= 400) throw await statusError(response)
      return response
    } catch (cause) {
      if (cause instanceof KubeStatusError || cause instanceof ClusterForbiddenError) throw cause
      request.signal?.throwIfAborted()
      throw new ClusterUnreachableError(server, wordsOf(cause as Error), { cause })
    }
  }

  function heard({ headers }: IncomingMessage) {
    const at = Date.parse(headers.date ?? '')
    if (!Number.isNaN(at)) serverTime = { at, heardAt: Date.now() }
    for (const warning of [headers.warning ?? []].flat()) {
      for (const [, said = ''] of warning.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)) {
        warned(said.replace(/\\(.)/g, '$1'))
      }
    }
  }

  const send = async <Answer>(path: string, request: KubeRequest = {}): Promise<Answer> =>
    JSON.parse((await text(await open(path, request))) || 'null')

  return {
    server,
    context: config.getCurrentContext(),
    send,
    async find(path, request) {
      try {
        return await send(path, request)
      } catch (error) {
        if (error instanceof KubeStatusError && error.status === 404) return undefined
        throw error
      }
    },
    async *lines(path, query, signal) {
      try {
        yield* createInterface({ input: await open(path, { query, signal }), crlfDelay: Infinity })
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
    get serverTime() {
      return serverTime
    },
  }
}

/** Node tries every address of a name, and its error for all of them has no words. */
function wordsOf(error: Error): string {
  const [first] = error instanceof AggregateError ? (error.errors as Error[]) : []
  return first?.message ?? error.message
}

async function statusError(response: IncomingMessage): Promise<Error> {
  const status = response.statusCode ?? 0
  const body = await text(response)
  let said: { message?: string; details?: { causes?: KubeStatusError['causes'] } } = {}
  try {
    said = JSON.parse(body)
  } catch {
    // A proxy's page.
  }
  const message = said.message ?? `${status} ${response.statusMessage}`
  if (status === 401)
    return new ClusterForbiddenError('the credentials of the kubeconfig are not valid (401).')
  // An admission webhook says no with 403 too.
  if (status === 403 && !message.includes('denied the request')) return new ClusterForbiddenError(message)
  return new KubeStatusError(status, message, said.details?.causes)
}
