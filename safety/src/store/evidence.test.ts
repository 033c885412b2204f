import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { s3Server } from '../testing/s3-server.ts'
import { EvidenceAddressError, EvidenceLocationError, EvidenceUnreachableError } from './errors.ts'
import { type EvidenceStore, evidenceStore, openEvidence } from './evidence.ts'
import { s3Evidence, s3Location } from './s3-evidence.ts'

const folder = await mkdtemp(join(tmpdir(), 'bonghwa-evidence-'))
const credentials = { accessKeyId: 'city', secretAccessKey: 'not/so+secret' }
const s3 = await s3Server({ bucket: 'evidence', ...credentials })
after(async () => {
  await rm(folder, { recursive: true, force: true })
  await s3[Symbol.asyncDispose]()
})
const variables = {
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
}
const picture = new TextEncoder().encode('a picture')

const places: readonly { readonly name: string; open(name: string): EvidenceStore }[] = [
  { name: 'A folder', open: (name) => evidenceStore(join(folder, name)) },
  {
    name: "A bucket, by a server of S3's documented API (contract),",
    open: (name) => s3Evidence(`s3://evidence/${name}?endpoint=${s3.endpoint}`, variables),
  },
]
for (const { name, open } of places)
  describe(`${name} keeps evidence by the hash of its bytes`, () => {
    it('gives it back under the address it was put at', async () => {
      const evidence = open('one')
      const address = await evidence.put(picture)
      assert.equal(address, createHash('sha256').update(picture).digest('hex'))
      assert.deepEqual(Buffer.from((await evidence.get(address)) ?? []), Buffer.from(picture))
      assert.equal(await evidence.get('0'.repeat(64)), undefined)
    })

    it('has it no more once removed, and may be told to remove it again', async () => {
      const evidence = open('three')
      const address = await evidence.put(picture)
      await evidence.remove(address)
      await evidence.remove(address)
      assert.equal(await evidence.get(address), undefined)
    })

    it('has nothing at an address that is none', async () => {
      const evidence = open('four')
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

describe('A picture in a folder', () => {
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
})

describe('A bucket', () => {
  it('has the picture under its prefix, in the same two levels', async () => {
    const address = await places[1]!.open('kept').put(picture)
    const key = `kept/${address.slice(0, 2)}/${address.slice(2, 4)}/${address}.jpg`
    assert.deepEqual(s3.objects.get(key), Buffer.from(picture))
  })

  it('that is refused or absent is told with what the server said, and without the secret', async () => {
    const wrong = { ...variables, AWS_SECRET_ACCESS_KEY: 'another' }
    for (const [bucket, given, said] of [
      ['evidence', wrong, /403 SignatureDoesNotMatch/],
      ['elsewhere', variables, /no such bucket/],
    ] as const)
      await assert.rejects(
        s3Evidence(`s3://${bucket}?endpoint=${s3.endpoint}`, given).put(picture),
        (error) => {
          assert.ok(error instanceof EvidenceUnreachableError)
          assert.match(error.message, said)
          assert.doesNotMatch(error.message, /another|not\/so/)
          return true
        },
      )
  })

  it("is Amazon's when no endpoint is named", () => {
    assert.equal(
      s3Location('s3://city/evidence?region=ap-northeast-2').base,
      'https://s3.ap-northeast-2.amazonaws.com/city/evidence/',
    )
  })

  it('needs a name, credentials and a server that is one', () => {
    for (const location of ['s3://', 's3://city?endpoint=ftp://x', 'gs://city'])
      assert.throws(() => openEvidence(location), EvidenceLocationError)
    assert.throws(() => s3Evidence('s3://city', {}), EvidenceLocationError)
  })
})
