import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { EvidenceAddressError } from './errors.ts'
import { evidenceStore } from './evidence.ts'

const folder = await mkdtemp(join(tmpdir(), 'bonghwa-evidence-'))
after(() => rm(folder, { recursive: true, force: true }))
const picture = new TextEncoder().encode('a picture')

describe('Evidence goes by the hash of its bytes', () => {
  it('is given back under the address it was put at', async () => {
    const evidence = evidenceStore(join(folder, 'one'))
    const address = await evidence.put(picture)
    assert.equal(address, createHash('sha256').update(picture).digest('hex'))
    assert.deepEqual(Buffer.from((await evidence.get(address)) ?? []), Buffer.from(picture))
    assert.equal(await evidence.get('0'.repeat(64)), undefined)
  })

  it('is one file in two levels of folders, however often and by whomever it is put', async () => {
    const evidence = evidenceStore(join(folder, 'two'))
    const addresses = await Promise.all(Array.from({ length: 8 }, () => evidence.put(picture)))
    assert.equal(new Set(addresses).size, 1)
    const [address = ''] = addresses
    const files = await readdir(join(folder, 'two'), { recursive: true })
    assert.deepEqual(
      files.filter((file) => file.includes('.')),
      [join(address.slice(0, 2), address.slice(2, 4), `${address}.jpg`)],
    )
  })

  it('is gone once removed, and may be removed again', async () => {
    const evidence = evidenceStore(join(folder, 'three'))
    const address = await evidence.put(picture)
    await evidence.remove(address)
    await evidence.remove(address)
    assert.equal(await evidence.get(address), undefined)
  })

  it('has no address outside its folder', async () => {
    const evidence = evidenceStore(join(folder, 'four'))
    for (const address of [
      '../../etc/passwd',
      '',
      'A'.repeat(64),
      `${'a'.repeat(63)}/`,
      `${'a'.repeat(64)}\n`,
    ])
      await assert.rejects(evidence.get(address), EvidenceAddressError)
  })
})
