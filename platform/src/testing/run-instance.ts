import { join } from 'node:path'
import type { FunctionSpec } from '../function/function-spec.ts'
import { loadFunction } from '../function/load.ts'
import type { Instance, LogLine } from '../instance/instance.ts'
import { type LocalBackend, type LocalBackendOptions, localBackend } from '../instance/local-backend.ts'
import { python } from './python.ts'

/** `instances/tool`, which does what its event says, in the two ways in which a function runs. */
export const tools = [
  { language: 'TypeScript', manifest: 'instances/tool', skip: false },
  { language: 'another language', manifest: 'instances/tool-python', skip: python() },
] as const

/** A backend of one node in Seoul that starts everything from nothing, unless told otherwise. */
export function backendIn(
  dataDirectory: string,
  options: Partial<LocalBackendOptions> = {},
): Promise<LocalBackend> {
  return localBackend({
    dataDirectory,
    nodes: [{ name: 'seoul-1', region: 'seoul' }],
    standby: 0,
    env: {},
    secrets: {},
    ...options,
  })
}

/** @param manifest a folder of this one */
export async function prepared(backend: LocalBackend, manifest = 'instances/tool'): Promise<FunctionSpec> {
  const spec = await loadFunction(join(import.meta.dirname, manifest, 'function.yaml'))
  await backend.prepare(spec)
  return spec
}

/** Starts an instance whose log goes to `lines`, and waits until it is ready. */
export async function started(
  backend: LocalBackend,
  spec: FunctionSpec,
  { region = 'seoul', lines = [] }: { region?: string; lines?: LogLine[] } = {},
): Promise<Instance> {
  const host = { emit: async () => {}, log: (line: LogLine) => void lines.push(line), span: () => {} }
  const instance = backend.start({ spec, region, nodeRegion: 'seoul', host })
  await instance.ready
  return instance
}

/** Has a tool do what `data` says. */
export const ask = (instance: Instance, data: unknown, timeoutMs = 30_000) =>
  instance.invoke({
    event: { specversion: '1.0', id: '1', source: '/testing', type: 'dev.bonghwa.test.asked', data },
    attempt: 1,
    timeoutMs,
  }) as Promise<{ readonly pid: number; readonly count: number }>

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
