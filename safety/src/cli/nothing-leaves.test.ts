import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { it } from 'node:test'
import sharp from 'sharp'
import { networkMissing, watchedNetwork } from '../testing/watched-network.ts'

const run = ([file = '', ...words]: readonly string[], ...more: string[]) =>
  spawn(file, [...words, process.execPath, ...more], { stdio: ['ignore', 'pipe', 'inherit'] })

/** JPEGs in what was sent, as bytes or in base64. */
function picturesIn(bytes: Buffer): Buffer[] {
  const found: Buffer[] = []
  for (let at = bytes.indexOf(startOfImage); at >= 0; at = bytes.indexOf(startOfImage, at + 1))
    found.push(bytes.subarray(at))
  const encoded = [...bytes.toString('latin1').matchAll(/\/9j\/[A-Za-z0-9+/_-]+=*/g)]
  return [...found, ...encoded.map(([base64]) => Buffer.from(base64, 'base64'))]
}
const startOfImage = Buffer.from([0xff, 0xd8, 0xff])

it('Of an armed person nothing leaves the region but the mosaicked picture, whatever connection is watched', {
  skip: networkMissing,
}, async () => {
  await using network = await watchedNetwork()
  const sink = run(network.beyond, join(import.meta.dirname, '../testing/sink.ts'), network.outside)
  const [port] = await once(sink.stdout, 'data')
  const url = `http://${network.outside}:${String(port).trim()}/hook`
  const city = run(network.inside, join(import.meta.dirname, '../testing/weapon-incident.ts'), url)
  const [printed, [code]] = await Promise.all([text(city.stdout), once(city, 'exit')])
  sink.kill()
  assert.equal(code, 0)
  const { mosaicked, note, published, original } = JSON.parse(printed)
  assert.ok(mosaicked && published !== null, `the scene gave no picture that could be published: ${note}`)
  assert.notEqual(published, original)

  const flows = await network.sent()
  assert.deepEqual([...new Set(flows.map(({ to }) => to))], [`tcp:${network.outside}:${String(port).trim()}`])
  const left = flows.flatMap(({ bytes }) => picturesIn(bytes))
  assert.ok(left.length > 0)
  for (const picture of left) assert.equal(picture.toString('base64'), published)
  const { exif, width } = await sharp(Buffer.from(published, 'base64')).metadata()
  assert.deepEqual([exif, width !== undefined], [undefined, true])
})
