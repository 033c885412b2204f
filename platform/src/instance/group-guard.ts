import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'

/**
 * Ends process groups whose host is gone, however it went. A child that is stopped, or caught in an endless loop, does
 * not notice; a small shell does, because its input ends.
 */
export interface GroupGuard extends Disposable {
  /** False when there is no shell, or no longer: then a group may outlive its host. */
  readonly watching: boolean
  /** @param leader the process id of a group's leader */
  add(leader: number): void
  remove(leader: number): void
  /** Resolves when it no longer watches. */
  readonly ended: Promise<void>
}

const script = `
trap '' INT TERM HUP
groups=' '
while read -r change group; do
  case $change in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -9 "-$group"; done 2>/dev/null
`

export function groupGuard(shell = '/bin/sh'): GroupGuard {
  // In a session of its own: what ends its host's group must not end it.
  const child = spawn(shell, ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  const ended = Promise.withResolvers<void>()
  let watching = child.pid !== undefined
  for (const sign of ['error', 'exit'] as const) {
    child.once(sign, () => {
      watching = false
      ended.resolve()
    })
  }
  // A pipe is a socket of this process, which must not stay for it.
  const stdin = child.stdin as Socket
  child.unref()
  stdin.unref()
  // It may be gone already: `ended` says so.
  stdin.on('error', () => {})
  const write = (line: string) => {
    if (watching) stdin.write(line)
  }

  return {
    get watching() {
      return watching
    },
    add: (leader) => write(`+ ${leader}\n`),
    remove: (leader) => write(`- ${leader}\n`),
    ended: ended.promise,
    [Symbol.dispose]() {
      stdin.end()
    },
  }
}
