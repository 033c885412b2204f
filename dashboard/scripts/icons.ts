/** Writes the icons of the drivers' page from `public/beacon.svg`: `node dashboard/scripts/icons.ts` */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'

const folder = join(import.meta.dirname, '../public')
const beacon = readFileSync(join(folder, 'beacon.svg'))
const night = '#0a0f1c'

for (const size of [192, 512]) {
  await sharp(beacon, { density: 72 * (size / 32) })
    .resize(size)
    .png({ compressionLevel: 9, palette: true })
    .toFile(join(folder, `icon-${size}.png`))
}

// A launcher may cut a maskable icon down to a circle of 80 % of its width: the beacon stays within.
const within = Math.round(512 * 0.64)
await sharp({ create: { width: 512, height: 512, channels: 3, background: night } })
  .composite([
    {
      input: await sharp(beacon, { density: 72 * (within / 32) })
        .resize(within)
        .png()
        .toBuffer(),
    },
  ])
  .png({ compressionLevel: 9, palette: true })
  .toFile(join(folder, 'icon-maskable-512.png'))
