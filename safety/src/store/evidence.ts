import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EvidenceAddressError, EvidenceLocationError } from './errors.ts'
import { s3Evidence } from './s3-evidence.ts'

/**
 * Pictures by the SHA-256 of their bytes. What an address names never changes, so it may be cached for ever,
 * and the same picture twice is one file.
 */
export interface EvidenceStore {
  /** Resolves with the address (64 hexadecimal digits) once the bytes are on the disk. */
  put(bytes: Uint8Array): Promise<string>
  /**
   * `undefined` when nothing is kept there.
   *
   * @throws EvidenceAddressError the address is malformed
   */
  get(address: string): Promise<Uint8Array | undefined>
  /** Forgets the bytes; nothing happens when they are gone already. */
  remove(address: string): Promise<void>
}

/**
 * @param location path of a folder, or `s3://BUCKET?endpoint=URL`
 * @throws EvidenceLocationError
 */
export function openEvidence(location: string): EvidenceStore {
  if (location.startsWith('s3:')) return s3Evidence(location)
  if (/^[a-z0-9]+:\/\//.test(location)) throw new EvidenceLocationError(location)
  return evidenceStore(location)
}

/** @throws EvidenceAddressError */
export function checkedAddress(address: string): string {
  if (!/^[0-9a-f]{64}$/.test(address)) throw new EvidenceAddressError(address)
  return address
}

/** Evidence in a folder, as `ab/cd/abcd….jpg`. Several processes may use it at once. */
export function evidenceStore(folder: string): EvidenceStore {
  const fileOf = (address: string) => {
    checkedAddress(address)
    return join(folder, address.slice(0, 2), address.slice(2, 4), `${address}.jpg`)
  }
  return {
    async put(bytes) {
      const address = createHash('sha256').update(bytes).digest('hex')
      const file = fileOf(address)
      if (await isKept(file)) return address
      await mkdir(dirname(file), { recursive: true })
      const unfinished = `${file}.${randomUUID()}`
      try {
        await writeThrough(unfinished, bytes)
        await rename(unfinished, file)
      } catch (error) {
        await rm(unfinished, { force: true })
        throw error
      }
      return address
    },

    async get(address) {
      try {
        return await readFile(fileOf(address))
      } catch (error) {
        if (isAbsent(error)) return undefined
        throw error
      }
    },

    async remove(address) {
      await rm(fileOf(address), { force: true })
    },
  }
}

async function isKept(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile()
  } catch (error) {
    if (isAbsent(error)) return false
    throw error
  }
}

/** A rename may reach the disk before the bytes do, and would then name an empty file after a loss of power. */
async function writeThrough(file: string, bytes: Uint8Array) {
  await using handle = await open(file, 'wx')
  await handle.writeFile(bytes)
  await handle.sync()
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
