// The process in which a function runs. It boots knowing no function, waits, and is handed one.
import { outbox } from '../instance/outbox.ts'
import type { HostMessage, LoadOrder, RuntimeMessage } from '../instance/protocol.ts'
import { problemOf } from './problem.ts'
import type { Running } from './running.ts'

const out = outbox<RuntimeMessage>(
  (messages, sent = () => {}) => {
    // The host may be gone already; 'disconnect' then ends this process.
    if (process.connected) process.send?.(messages, sent)
  },
  (message, error) => {
    // Whoever emits hears of it.
    if (message.kind !== 'result') throw error
    out.send({ kind: 'error', call: message.call, problem: error.message })
  },
)
process.on('exit', out.flush)

let running: Promise<Running> | undefined

process.on('message', (messages: readonly HostMessage[]) => {
  for (const message of messages) {
    if (message.kind === 'load') running = begin(message)
    // One that cannot begin has said so, and ends.
    else
      running?.then(
        (function_) => function_.receive(message),
        () => {},
      )
  }
})

function begin(order: LoadOrder): Promise<Running> {
  const loading = loader.then(({ load }) => load(order, out))
  loading.then(
    () => out.send({ kind: 'ready' }),
    (error: Error) => {
      out.send({ kind: 'broken', problem: problemOf(error) })
      process.exitCode = 1
      process.disconnect()
    },
  )
  return loading
}

// Without a host there is nobody to work for; the group takes children such as a command or ffmpeg along.
process.on('disconnect', () => {
  try {
    process.kill(-process.pid, 'SIGKILL')
  } catch {
    // In a sandbox it leads no group, and all of it ends with this process.
    process.exit()
  }
})
// The host drains: a Ctrl+C or a stray TERM must not cut an event short.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {
  running?.then((function_) => function_.receive({ kind: 'stop' }))
  if (!running) process.exit(0)
})

// Read beforehand what every function needs, so that a stand-by process has it already.
const loader = import('./running.ts')
await loader
out.send({ kind: 'booted' })
