import { ManagementError } from './errors.ts'

export interface ManagementRequest {
  readonly method?: 'GET' | 'PUT' | 'DELETE'
  readonly body?: unknown
  /** How long the answer may take, in milliseconds; 3000 unless given. */
  readonly timeoutMs?: number
}

const patienceMs = 3000

/**
 * Asks the HTTP API of RabbitMQ's management plugin and gives its answer, `undefined` when that is empty.
 *
 * @param url of a resource, with user and password (guest unless given)
 * @throws ManagementError
 */
export async function askManagement(url: URL, request: ManagementRequest = {}): Promise<unknown> {
  const { method = 'GET', body, timeoutMs = patienceMs } = request
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  let response: Response
  let text: string
  try {
    response = await fetch(bare, {
      method,
      headers: { authorization: basicAuthorization(url), 'content-type': 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    text = await response.text()
  } catch (cause) {
    const { message } = ((cause as Error).cause ?? cause) as Error
    throw new ManagementError(bare.host, message, undefined, { cause })
  }
  if (!response.ok) {
    throw new ManagementError(bare.host, `${response.status} ${response.statusText}`, response.status)
  }
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ManagementError(bare.host, 'its answer is no JSON', response.status, { cause })
  }
}

/**
 * A resource of the API.
 *
 * @param management address of the API, e.g. `http://guest:guest@127.0.0.1:15672/`
 * @param segments of the path below `api`, not encoded
 * @throws ManagementError when that is no address
 */
export function managementResource(management: string, ...segments: readonly string[]): URL {
  const url = URL.parse(management)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ManagementError('the address given', 'it is no http:// or https:// address')
  }
  const path = ['api', ...segments].map(encodeURIComponent).join('/')
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`
  return url
}

function basicAuthorization({ username, password }: URL): string {
  const [user, secret] = username === '' ? ['guest', 'guest'] : [username, password].map(decodeURIComponent)
  return `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`
}
