import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { bareJpeg, decodeJpeg, encodeJpeg, jpegSize } from './jpeg.ts'

const picture = () => sharp({ create: { width: 64, height: 48, channels: 3, background: '#336699' } })

/** As a phone writes it: where it was taken, and by whom. */
const withPlace = () =>
  picture()
    .withExif({
      IFD0: { Make: 'Spycam', Artist: 'Ada' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '37/1 33/1 0/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '126/1 58/1 0/1',
      },
    })
    .jpeg()
    .toBuffer()

describe('A picture forbids', () => {
  it('that its metadata (EXIF, GPS) is shown or posted', async () => {
    const told = await withPlace()
    assert.ok((await sharp(told).metadata()).exif !== undefined && told.includes('Spycam'))
    for (const bare of [await bareJpeg(told), await encodeJpeg(await decodeJpeg(told))]) {
      const { exif, iptc, xmp, icc } = await sharp(bare).metadata()
      assert.deepEqual(
        { exif, iptc, xmp, icc },
        { exif: undefined, iptc: undefined, xmp: undefined, icc: undefined },
      )
      assert.ok(!Buffer.from(bare).includes('Spycam'))
    }
  })

  it('a comment in its header, and leaves a picture without one as it is', async () => {
    const plain = await picture().jpeg().toBuffer()
    assert.equal(await bareJpeg(plain), plain)
    const comment = Buffer.from('\xff\xfe\x00\x07hello', 'latin1')
    const said = Buffer.concat([plain.subarray(0, 2), comment, plain.subarray(2)])
    assert.ok(!Buffer.from(await bareJpeg(said)).includes('hello'))
  })

  it('more pixels than any camera has (decompression bomb)', async () => {
    const bomb = png(30_000, 30_000)
    assert.ok(bomb.length < 100)
    await assert.rejects(decodeJpeg(bomb), { code: 'BONGHWA_IMAGE_UNREADABLE', message: /pixel limit/ })
    const wide = Buffer.from(await picture().jpeg().toBuffer())
    const frame = wide.indexOf(Buffer.from([0xff, 0xc0]))
    wide.writeUInt16BE(65_000, frame + 5)
    wide.writeUInt16BE(65_000, frame + 7)
    await assert.rejects(decodeJpeg(wide), { code: 'BONGHWA_IMAGE_UNREADABLE' })
    await assert.rejects(jpegSize(wide), { code: 'BONGHWA_IMAGE_UNREADABLE' })
  })

  it('formats that can name files and addresses, and all but three', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>'
    for (const bytes of [
      Buffer.from(svg),
      await picture().gif().toBuffer(),
      await picture().tiff().toBuffer(),
      Buffer.alloc(0),
    ])
      await assert.rejects(decodeJpeg(bytes), {
        code: 'BONGHWA_IMAGE_UNREADABLE',
        message: /neither a JPEG nor a PNG nor a WebP/,
      })
  })

  it('being cut short or garbled', async () => {
    const whole = await picture().jpeg().toBuffer()
    for (const bytes of [whole.subarray(0, whole.length / 2), whole.subarray(0, 3)])
      await assert.rejects(decodeJpeg(bytes), { code: 'BONGHWA_IMAGE_UNREADABLE' })
  })
})

/** A PNG that claims a size, and holds nothing. */
function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    ...[chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(0))), chunk('IEND', Buffer.alloc(0))],
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
