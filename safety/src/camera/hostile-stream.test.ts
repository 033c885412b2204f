import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { Hono } from 'hono'
import { serviceServer } from '../testing/service-server.ts'
import { decode } from './decode.ts'
import { findFfmpeg, installerFfmpeg } from './ffmpeg.ts'

const folder = mkdtempSync(join(tmpdir(), 'bonghwa-stream-'))
after(() => rmSync(folder, { recursive: true }))

it('A stream forbids a playlist that names a file of this machine', async () => {
  const own = join(folder, 'own.mp4')
  copyFileSync(join(import.meta.dirname, '../../city/clips/crash_day.mp4'), own)
  const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:20\n#EXTINF:20,\nfile://${own}\n#EXT-X-ENDLIST\n`
  const app = new Hono().get('/live.m3u8', (context) =>
    context.body(playlist, 200, { 'content-type': 'application/vnd.apple.mpegurl' }),
  )
  await using server = await serviceServer(app)
  const options = { fps: 1, maxSide: 64, realTime: false, signal: AbortSignal.timeout(30_000) }
  for (const ffmpeg of [await findFfmpeg(), await installerFfmpeg()]) {
    if (ffmpeg === undefined) continue
    await assert.rejects(async () => {
      for await (const _ of decode(`${server.url}/live.m3u8`, { ...options, ffmpeg }))
        assert.fail('it was read')
    }, /whitelist|Invalid data|No such file|denied/i)
  }
})
