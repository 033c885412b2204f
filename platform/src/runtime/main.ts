// The process in which a function runs. It boots knowing no function, waits, and is handed one.
import type { HostMessage } from '../instance/protocol.ts'
import type { Running, Send } from './running.ts'

const send: Send = (message, sent = () => {}) => {
  // The host may be gone already; 'disconnect' then ends this process.
  if (process.connected) process.send?.(message, sent)
}

let running: Promise<Running> | undefined

process.on('message', async (message: HostMessage) => {
  if (message.kind === 'load') {
    const { load } = await loader
    running = load(message, send)
    await running.then(
      () => send({ kind: 'ready' }),
      (error: Error) => {
        send({ kind: 'broken', problem: error.stack ?? error.message })
        process.exitCode = 1
        process.disconnect()
      },
    )
  } else {
    ;(await running)?.receive(message)
  }
})

// Without a host there is nobody to work for; the group takes children such as a command or ffmpeg along.
process.on('disconnect', () => {
  process.kill(-process.pid, 'SIGKILL')
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
send({ kind: 'booted' })
