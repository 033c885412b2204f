import { spawnSync } from 'node:child_process'
import { SandboxMissingError } from './errors.ts'
import type { Grants } from './grants.ts'

const program = 'bwrap'
/** What programs are made of; read only, where it is there. */
const system = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/opt']
/** What names, certificates and times are looked up in. No passwords, no keys. */
const lookups = [
  'ssl',
  'ca-certificates',
  'resolv.conf',
  'hosts',
  'nsswitch.conf',
  'localtime',
  'ld.so.cache',
  'alternatives',
  'passwd',
  'group',
]

/**
 * The command before a program that sees nothing of the machine but the system's programs and what it is granted: no
 * other process, no home, and a `/tmp` of its own. It keeps the network.
 *
 * Source: bwrap(1) of bubblewrap.
 */
export function sandboxed({ read, write }: Grants, folder: string): readonly string[] {
  return [
    program,
    ...['--die-with-parent', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--cap-drop', 'ALL'],
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'],
    ...[...system, ...lookups.map((name) => `/etc/${name}`)].flatMap((path) => ['--ro-bind-try', path, path]),
    ...[process.execPath, folder, ...read].flatMap((path) => ['--ro-bind-try', path, path]),
    ...write.flatMap((path) => ['--bind-try', path, path]),
    ...['--chdir', folder],
  ]
}

/** @throws SandboxMissingError when this machine has none, or lets nobody have one */
export function needSandbox(): void {
  if (works) return
  const { status, error, stderr } = spawnSync(program, ['--ro-bind', '/', '/', '--unshare-pid', 'true'])
  if (status !== 0) throw new SandboxMissingError(error?.message ?? String(stderr).trim())
  works = true
}

let works = false
