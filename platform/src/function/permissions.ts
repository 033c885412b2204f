import { z } from 'zod'

/** What a function may do on its machine beyond what any may: use the network, read its own folder, write its own scratch. */
export interface Permissions {
  /** Absolute paths of files and folders that it may read. */
  readonly read: readonly string[]
  /** Absolute paths that it may read and write. */
  readonly write: readonly string[]
  /** Start other programs, which may do all that its user may. */
  readonly run: boolean
  /** Load native code, as of `sharp`: likewise. */
  readonly addons: boolean
  /** Start worker threads. */
  readonly workers: boolean
}

/** `permissions` of a manifest; paths are relative to its folder. */
export const permissionsSchema = z
  .strictObject({
    read: z.array(z.string().min(1)).default([]),
    write: z.array(z.string().min(1)).default([]),
    run: z.boolean().default(false),
    addons: z.boolean().default(false),
    workers: z.boolean().default(false),
  })
  .prefault({})

/**
 * How a function is kept apart on one machine. `process`: a process with Node's permissions; a command has none of
 * these. `strict`: a sandbox of bubblewrap besides. `none`: it may do all that its user may.
 */
export const isolationSchema = z
  .enum(['process', 'strict', 'none'], { error: 'must be process, strict or none' })
  .default('process')
export type Isolation = z.output<typeof isolationSchema>
