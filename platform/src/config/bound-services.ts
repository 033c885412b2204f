import { z } from 'zod'
import { ConfigInvalidError } from './errors.ts'

/** What Cloud Foundry has bound to an application, as the addresses that options take. */
export interface BoundServices {
  /** `mysql://user:password@host:port/database` */
  readonly store?: string
  /** `amqp://user:password@host:port/vhost` */
  readonly queue?: string
  /** RabbitMQ's management API. */
  readonly management?: string
}

const credentials = z.looseObject({
  uri: z.string().optional(),
  hostname: z.string().optional(),
  host: z.string().optional(),
  port: z.coerce.number().optional(),
  name: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  http_api_uri: z.string().optional(),
})
const instance = z.looseObject({
  name: z.string(),
  tags: z.array(z.string()).default([]),
  credentials,
})
const services = z.record(z.string(), z.array(instance))

type Instance = z.output<typeof instance>

const file = 'VCAP_SERVICES'

/**
 * Reads `VCAP_SERVICES`. A service counts as what its tags, its label or the scheme of its address say: those of PaaS-TA and
 * of other brokers are named differently. Of several of a kind the first counts.
 *
 * @throws ConfigInvalidError when it is no JSON of that shape, or a database has no address
 */
export function boundServices(text: string | undefined): BoundServices {
  if (text === undefined || text === '') return {}
  const found = Object.entries(parsed(text)).flatMap(([label, instances]) =>
    instances.map((each) => ({ each, words: [label, ...each.tags, each.credentials.uri ?? ''].join(' ') })),
  )
  const database = found.find(({ words }) => /mysql|mariadb/i.test(words))
  const broker = found.find(({ words }) => /rabbit|amqps?:/i.test(words))
  const management = broker?.each.credentials.http_api_uri
  return {
    ...(database === undefined ? {} : { store: databaseUrl(database.each) }),
    ...(broker?.each.credentials.uri === undefined ? {} : { queue: broker.each.credentials.uri }),
    ...(management === undefined ? {} : { management: management.replace(/api\/?$/, '') }),
  }
}

function parsed(text: string): z.output<typeof services> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new ConfigInvalidError(file, [(cause as Error).message], { cause })
  }
  const result = services.safeParse(value)
  if (result.success) return result.data
  throw new ConfigInvalidError(
    file,
    result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
  )
}

function databaseUrl({ name, credentials: given }: Instance): string {
  const { uri, hostname, host, port, name: database, username, password } = given
  if (uri !== undefined && URL.canParse(uri)) {
    const url = new URL(uri)
    // Words of Java's and Ruby's drivers, e.g. `reconnect=true`.
    url.search = ''
    return url.href.replace(/^mysql2:/, 'mysql:')
  }
  const at = hostname ?? host
  if (at === undefined || database === undefined) {
    throw new ConfigInvalidError(file, [`${name}: its credentials have neither uri nor hostname and name`])
  }
  const who = [username, password]
    .flatMap((each) => (each === undefined ? [] : encodeURIComponent(each)))
    .join(':')
  return `mysql://${who}${who === '' ? '' : '@'}${at}:${port ?? 3306}/${database}`
}
