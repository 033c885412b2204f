// The door for an application that brings itself to a cluster: the words of its command line, and what they do.
import type { Command } from 'commander'
import type { Renderable } from '../manifest/render.ts'
import type { ApplyOptions } from './apply.ts'
import type { Appliable } from './apply-folder.ts'
import type { ClusterOptions } from './cluster-options.ts'
import { globalOptions } from './global-options.ts'

export { type ApplyOptions, withApplyOptions } from './apply.ts'
export type { Appliable } from './apply-folder.ts'
export { type ClusterOptions, withOptions } from './cluster-options.ts'
export { type PlatformConfig, readConfig } from './config.ts'
export { withRenderOptions } from './render.ts'

/** Prints the manifests, or writes them. */
export async function renderApplication(
  folder: Renderable,
  options: ClusterOptions & { readonly output?: string; readonly helm?: boolean },
  command: Command,
): Promise<void> {
  const { renderAll } = await import('./render-folder.ts')
  await renderAll(folder, { ...options, json: globalOptions(command).json ?? false })
}

/** Makes its lanes on the broker and its objects in the cluster. */
export async function applyApplication(
  what: Appliable,
  options: ApplyOptions,
  command: Command,
): Promise<void> {
  const { applyAll } = await import('./apply-folder.ts')
  await applyAll(what, options, command)
}
