import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A RabbitMQ broker of a test's own, on loopback, that may be killed. */
export interface RabbitmqNode extends AsyncDisposable {
  readonly url: string
  /** Address of its management API, with user and password. */
  readonly management: string
  /** Starts its process, again if it was killed; what it had on disk is there. Use `eventually` to reach it. */
  start(): void
  /** Ends its process as `kill -9` does. */
  kill(): Promise<void>
}

/** The broker's own start script; the one in `/usr/sbin` changes the user. `undefined` when there is none. */
export const rabbitmqServer: string | undefined = [
  '/usr/lib/rabbitmq/bin',
  ...(process.env.PATH ?? '').split(delimiter),
]
  .map((folder) => join(folder, 'rabbitmq-server'))
  .find(existsSync)

export async function rabbitmqNode(): Promise<RabbitmqNode> {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-rabbitmq-'))
  const [port, managementPort, distributionPort] = await Promise.all([freePort(), freePort(), freePort()])
  const config = join(folder, 'rabbitmq.conf')
  const settings = {
    'listeners.tcp.default': `127.0.0.1:${port}`,
    'management.tcp.ip': '127.0.0.1',
    'management.tcp.port': managementPort,
    'log.console': false,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`)
  writeFileSync(config, lines.join(''))
  writeFileSync(join(folder, 'enabled_plugins'), '[rabbitmq_management].\n')
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
  let broker: ChildProcess | undefined

  async function kill() {
    if (!broker || broker.exitCode !== null || broker.signalCode !== null) return
    broker.kill('SIGKILL')
    await once(broker, 'exit')
  }

  return {
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    management: `http://guest:guest@127.0.0.1:${managementPort}/`,
    start() {
      broker = spawn(rabbitmqServer ?? 'rabbitmq-server', { env, stdio: 'ignore' })
    },
    kill,
    async [Symbol.asyncDispose]() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}
