import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The part of BullMQ that the benchmarks use. */
interface Bullmq {
  readonly Queue: new (
    name: string,
    options: { connection: { url: string } },
  ) => {
    addBulk(jobs: readonly { name: string; data: unknown; opts?: object }[]): Promise<unknown>
    obliterate(options: { force: boolean }): Promise<void>
    close(): Promise<void>
  }
  readonly Worker: new (
    name: string,
    handle: () => Promise<void>,
    options: { concurrency: number; connection: { url: string } },
  ) => { close(): Promise<void> }
}

/** BullMQ, installed here when it is not yet: it is no dependency of the project. */
export async function bullmq(): Promise<Bullmq> {
  if (!existsSync(join(import.meta.dirname, 'node_modules/bullmq'))) {
    const install = ['install', '--omit=optional', '--no-package-lock', '--prefix', import.meta.dirname]
    const { status, stderr } = spawnSync('npm', install, {
      encoding: 'utf8',
      shell: process.platform === 'win32',
    })
    if (status !== 0) throw new Error(`npm could not install BullMQ to measure against:\n${stderr}`)
  }
  const path = createRequire(join(import.meta.dirname, 'package.json')).resolve('bullmq')
  return (await import(pathToFileURL(path).href)) as Bullmq
}
