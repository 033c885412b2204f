/** What went wrong, its first line first; where Node refused what the manifest does not permit, with the words that would. */
export function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const hint = hintFor(error as Refusal) ?? hintFor((error.cause ?? {}) as Refusal)
  const told = error.stack ?? error.message
  if (hint === undefined) return told
  const [first = '', ...rest] = told.split('\n')
  return [`${first.replace(/\.$/, '')} (write \`${hint}\` in function.yaml to permit it)`, ...rest].join('\n')
}

interface Refusal extends Error {
  readonly code?: string
  readonly permission?: string
  readonly resource?: string
}

function hintFor({ code, permission, resource }: Refusal): string | undefined {
  if (code === 'ERR_DLOPEN_DISABLED') return 'permissions: { addons: true }'
  if (code !== 'ERR_ACCESS_DENIED') return undefined
  switch (permission) {
    case 'FileSystemRead':
      return `permissions: { read: [${resource}] }`
    case 'FileSystemWrite':
      return `permissions: { write: [${resource}] }`
    case 'ChildProcess':
      return 'permissions: { run: true }'
    case 'WorkerThreads':
      return 'permissions: { workers: true }'
    default:
      return 'isolation: none'
  }
}
