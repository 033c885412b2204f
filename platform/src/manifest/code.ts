import { createHash } from 'node:crypto'
import type { FunctionSpec } from '../function/function-spec.ts'
import { type KubernetesObject, labelsOf } from './object.ts'
import type { ClusterSettings } from './settings.ts'

/** What a function consists of, beyond its manifest. */
export type FunctionCode =
  /** A handler with all that it imports, as one JavaScript file. */
  | { readonly kind: 'bundle'; readonly text: string }
  /** Files of a command, which need an image. */
  | { readonly kind: 'files'; readonly hash: string }
  /** The author's own image, which serves HTTP on `$PORT`. */
  | { readonly kind: 'image'; readonly image: string }
  /** Built into an image that an application has: its bundle lies in `folder` of it. */
  | { readonly kind: 'installed'; readonly image: string; readonly folder: string }

export interface PackedFunction {
  readonly spec: FunctionSpec
  readonly code: FunctionCode
}

/** How code comes into a pod. */
export interface Delivery {
  /** Image of the container that Bonghwa runs in; the runtime's own unless given. */
  readonly image?: string
  /** Image of the function's server, which runs beside Bonghwa. */
  readonly sidecar?: string
  /** Holds the function's files. */
  readonly configMap: KubernetesObject
  /** What changes whenever the pods must be new. */
  readonly version: string
}

/** A ConfigMap holds 1 MiB; the rest is for the manifest. */
export const largestBundle = 900_000
export const bundleFile = 'bundle.mjs'
export const specFile = 'function.json'

/** Where a pod finds its function's manifest, and its bundle when that fits into a ConfigMap. */
export const folderOf = (name: string): string => `/var/lib/bonghwa/${name}`

/** Where an image of its own has the function's files. */
export const imageFolderOf = (name: string): string => `/opt/bonghwa/functions/${name}`

/** @throws never: `rules.ts` has asked for a registry where one is needed */
export function delivery({ spec, code }: PackedFunction, settings: ClusterSettings): Delivery {
  const { folder: _, handler: __, ...rest } = spec
  const ownImage = needsImage({ spec, code })
  const text = JSON.stringify({
    ...rest,
    ...(ownImage ? { folder: imageFolderOf(spec.name) } : {}),
    ...(code.kind === 'installed' ? { folder: code.folder } : {}),
    ...(code.kind === 'bundle' || code.kind === 'installed' ? { handler: bundleFile } : {}),
  })
  const data = {
    [specFile]: text,
    ...(code.kind === 'bundle' && !ownImage ? { [bundleFile]: code.text } : {}),
  }
  const version = hashOf(JSON.stringify(data) + (code.kind === 'files' ? code.hash : ''))
  const configMap: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      // Named by what is in it: a rollout that is undone finds the old one.
      name: `${spec.name}-${version}`,
      namespace: settings.namespace,
      labels: { ...labelsOf(spec.name, 'function'), 'bonghwa.dev/function': spec.name },
    },
    immutable: true,
    data,
  }
  if (code.kind === 'image') return { sidecar: code.image, configMap, version }
  if (code.kind === 'installed') return { image: code.image, configMap, version }
  if (!ownImage) return { configMap, version }
  return { image: imageOf({ spec, code }, settings), configMap, version }
}

/** Whether a function's code does not fit into a ConfigMap, or is no JavaScript. */
export const needsImage = ({ code }: PackedFunction): boolean =>
  code.kind === 'files' || (code.kind === 'bundle' && Buffer.byteLength(code.text) > largestBundle)

/** Where the image lies that `dockerfile` is for. */
export function imageOf({ spec, code }: PackedFunction, { registry }: ClusterSettings): string {
  const tag = code.kind === 'bundle' ? hashOf(code.text) : code.kind === 'files' ? code.hash : 'latest'
  return `${registry}/${spec.name}:${tag}`
}

export const hashOf = (text: string | Uint8Array): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 10)
