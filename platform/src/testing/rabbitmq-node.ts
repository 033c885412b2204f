import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../runtime/free-port.ts'
import { type BrokerNode, brokerNode, programIn, searched } from './broker-node.ts'
import type { NetworkNamespace } from './network-namespace.ts'

/** A RabbitMQ broker. */
export interface RabbitmqNode extends BrokerNode {
  /** Address of its management API, with user and password. */
  readonly management: string
}

/** The broker's own start script; the one in `/usr/sbin` changes the user. `undefined` when there is none. */
export const rabbitmqServer = programIn('rabbitmq-server', ['/usr/lib/rabbitmq/bin', ...searched])

export interface RabbitmqNodeOptions {
  /** Where it runs, if not beside this process: with its own loopback, epmd and ports. */
  readonly namespace?: NetworkNamespace
  /** Beside the management plugin. */
  readonly plugins?: readonly string[]
}

export async function rabbitmqNode({
  namespace,
  plugins = [],
}: RabbitmqNodeOptions = {}): Promise<RabbitmqNode> {
  const host = namespace?.address ?? '127.0.0.1'
  const listen = namespace === undefined ? host : '0.0.0.0'
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-rabbitmq-'))
  const [port, managementPort, distributionPort] = await Promise.all([freePort(), freePort(), freePort()])
  const config = join(folder, 'rabbitmq.conf')
  const settings = {
    'listeners.tcp.default': `${listen}:${port}`,
    'management.tcp.ip': listen,
    'management.tcp.port': managementPort,
    'log.console': false,
    'loopback_users.guest': false,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`)
  writeFileSync(config, lines.join(''))
  writeFileSync(join(folder, 'enabled_plugins'), `[${['rabbitmq_management', ...plugins].join(',')}].\n`)
  mkdirSync(join(folder, 'log'))
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    RABBITMQ_NODENAME: `bonghwa-${randomBytes(4).toString('hex')}@localhost`,
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_CONFIG_FILE: config,
    RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    // The script then becomes the broker, so that its process id is the broker's.
    RABBITMQ_ALLOW_INPUT: 'true',
    ERL_FLAGS: '-noinput -kernel inet_dist_use_interface {127,0,0,1} +sbwt none',
    ERL_EPMD_ADDRESS: '127.0.0.1',
  }
  const [program = '', ...words] = [...(namespace?.command ?? []), rabbitmqServer ?? 'rabbitmq-server']
  const node = brokerNode(`amqp://guest:guest@${host}:${port}`, folder, () =>
    spawn(program, words, { env, stdio: 'ignore' }),
  )
  return Object.assign(node, { management: `http://guest:guest@${host}:${managementPort}/` })
}
