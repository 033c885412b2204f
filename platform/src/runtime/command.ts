import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { FunctionContext } from '../function/define.ts'
import type { LoadOrder } from '../instance/protocol.ts'
import { freePort } from './free-port.ts'
import { failure, httpServer, listening } from './http-server.ts'
import type { LoadedHandler } from './loaded-handler.ts'

/**
 * Runs a function of another language: a command that serves HTTP on `$PORT` and takes CloudEvents in the binary
 * content mode. An answer with a CloudEvent in it is emitted; any other body of a 2xx answer is the result.
 */
export async function commandHandler(
  order: LoadOrder,
  command: readonly string[],
  context: FunctionContext,
): Promise<LoadedHandler> {
  const port = await freePort()
  const env = { ...process.env, ...order.env, ...order.secrets, PORT: String(port), HOST: '127.0.0.1' }
  const child = spawn('/usr/bin/env', [...withoutPermissions(env), ...command], {
    cwd: order.folder,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const words = command.join(' ')
  // `once` rejects when the child says 'error' first: it could not be started.
  const ended = once(child, 'exit').then(
    ([code, signal]) =>
      code === notFound
        ? `${words} cannot be started (there is no such program)`
        : `${words} ended with ${signal ?? `exit code ${code}`}`,
    (error: Error) => `${words} cannot be started (${error.message})`,
  )
  const died = ended.then((reason) => {
    throw failure(reason)
  })
  died.catch(() => {})
  const waiting = new AbortController()
  await Promise.race([listening(port, waiting.signal), died]).finally(() => waiting.abort())
  let ending = false
  void ended.then((reason) => {
    if (ending) return
    context.log(reason)
    process.exit(1)
  })
  const { handle, rest } = await httpServer(port, ended)

  return {
    handle,
    // Its server may close them meanwhile.
    rest,
    async end() {
      ending = true
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** What env(1) ends with when there is no such program. */
const notFound = 127

/**
 * Words of env(1) before a command. To programs of Node this process would hand its own permissions down, in an
 * option; they are for handlers.
 */
function withoutPermissions({ NODE_OPTIONS: own }: NodeJS.ProcessEnv): readonly string[] {
  return ['-u', 'NODE_OPTIONS', ...(own === undefined ? [] : [`NODE_OPTIONS=${own}`])]
}
