import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { AtpAgent } from '@atproto/api'

/** A real Bluesky server in a process of its own, with one account. */
export interface BlueskyServer extends AsyncDisposable {
  readonly url: string
  readonly handle: string
  readonly password: string
  /** Reads as the account itself. */
  readonly agent: AtpAgent
}

const folder = join(import.meta.dirname, 'bluesky')

/** For `skip`: the server is large, so it is installed only where it is asked for. */
export const blueskyAbsent: string | false = existsSync(join(folder, 'node_modules/@atproto/pds'))
  ? false
  : 'needs a Bluesky server: npm install --prefix safety/src/testing/bluesky'

export async function blueskyServer(): Promise<BlueskyServer> {
  const data = mkdtempSync(join(tmpdir(), 'bonghwa-bluesky-'))
  const child = spawn(process.execPath, [join(folder, 'serve.mjs'), data], {
    env: { ...process.env, LOG_ENABLED: 'false' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  const { url } = JSON.parse(line) as { url: string }
  const account = { handle: 'beacon.test', password: 'app-pass-word-1234' }
  const agent = new AtpAgent({ service: url })
  await agent.createAccount({ ...account, email: 'beacon@example.test' })
  return {
    url,
    ...account,
    agent,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.stdin.end()
      await ended
      rmSync(data, { recursive: true, force: true })
    },
  }
}
