import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import type { FunctionSpec } from '../function/function-spec.ts'

/** What a process may do, as Node's permissions know it. */
export interface Grants {
  /** Absolute paths: a folder with all that is in it, or a file. */
  readonly read: readonly string[]
  readonly write: readonly string[]
  readonly run: boolean
  readonly addons: boolean
  readonly workers: boolean
}

/** Something that a process was granted at its start and does not keep. */
export interface Drop {
  readonly scope: 'fs.read' | 'fs.write' | 'child' | 'addon' | 'worker'
  /** All of the scope without it. */
  readonly path?: string
}

/** Folders of a function's own, below the data directory. */
export interface OwnFolders {
  readonly scratch: string
  readonly compileCache: string
}

/**
 * What a handler is granted: its folder, its bundle, the packages that it may import, its own folders, and what its
 * manifest names.
 *
 * @param files its bundle and what runs it
 */
export function grantsOf(
  { folder, permissions }: FunctionSpec,
  own: OwnFolders,
  files: readonly string[],
): Grants {
  const { run, addons, workers } = permissions
  const write = [own.scratch, own.compileCache, ...permissions.write]
  const read = [folder, ...files, ...packagesAbove(folder), ...permissions.read, ...write]
  return { read: distinct(read), write: distinct(write), run, addons, workers }
}

/** What a process is granted that is to become any of several functions. */
export function union(all: readonly Grants[]): Grants {
  return {
    read: [...new Set(all.flatMap(({ read }) => read))],
    write: [...new Set(all.flatMap(({ write }) => write))],
    run: all.some(({ run }) => run),
    addons: all.some(({ addons }) => addons),
    workers: all.some(({ workers }) => workers),
  }
}

/** The flags of a process that is granted this and nothing more. */
export function flagsOf({ read, write, run, addons, workers }: Grants): string[] {
  return [
    '--permission',
    // They warn of what the manifest asked for, at every start.
    '--disable-warning=SecurityWarning',
    ...read.map((path) => `--allow-fs-read=${path}`),
    ...write.map((path) => `--allow-fs-write=${path}`),
    ...(run ? ['--allow-child-process'] : []),
    ...(addons ? ['--allow-addons'] : []),
    ...(workers ? ['--allow-worker'] : []),
  ]
}

/**
 * What a process must drop to keep `own` only; `undefined` when it cannot become that: it lacks something, or what it
 * would drop holds something that it keeps, since with a folder goes all that is in it.
 */
export function dropsTo(own: Grants, granted: Grants): readonly Drop[] | undefined {
  const [read, write] = [rest(own.read, granted.read), rest(own.write, granted.write)]
  const lacks =
    (own.run && !granted.run) || (own.addons && !granted.addons) || (own.workers && !granted.workers)
  if (read === undefined || write === undefined || lacks) return undefined
  return [
    ...read.map((path) => ({ scope: 'fs.read' as const, path })),
    ...write.map((path) => ({ scope: 'fs.write' as const, path })),
    ...(granted.run && !own.run ? [{ scope: 'child' as const }] : []),
    ...(granted.addons && !own.addons ? [{ scope: 'addon' as const }] : []),
    ...(granted.workers && !own.workers ? [{ scope: 'worker' as const }] : []),
  ]
}

function rest(own: readonly string[], granted: readonly string[]): string[] | undefined {
  const kept = new Set(own)
  const dropped = granted.filter((path) => !kept.has(path))
  const has = new Set(granted)
  const fits = own.every((path) => has.has(path) && !dropped.some((folder) => isInside(path, folder)))
  return fits ? dropped : undefined
}

/** Both names of what lies behind a link, each once, and nothing that lies in another of them. */
function distinct(paths: readonly string[]): string[] {
  const all = [...new Set(paths.flatMap((path) => [path, realPath(path)]))]
  return all.filter((path) => !all.some((other) => isInside(path, other)))
}

const isInside = (path: string, folder: string): boolean =>
  path.startsWith(folder.endsWith(sep) ? folder : folder + sep)

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    // Not there yet.
    return path
  }
}

/** Where Node looks for packages from a folder. */
function packagesAbove(folder: string): string[] {
  const found: string[] = []
  for (let at = folder; ; at = dirname(at)) {
    const packages = join(at, 'node_modules')
    if (existsSync(packages)) found.push(packages)
    if (at === dirname(at)) return found
  }
}
