import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { freePort, mosquittoNode, mosquittoProgram } from '@bonghwa/platform/testing'

/**
 * Executes the READMEs of the examples and the page for authors of functions as a reader would: a block marked
 * `sh background` runs in a terminal of its own, the other `sh` blocks run one after another, and every line of the `text`
 * block after one must be among what it printed.
 */
const here = import.meta.dirname
const shell = promisify(execFile)

/** Programs besides `curl`, by the name of the example. */
const needs: Readonly<Record<string, readonly string[]>> = {
  'mqtt-sensor': [mosquittoProgram ?? 'mosquitto', 'mosquitto_pub'],
  'python-function': ['python3'],
  'rust-function': ['rustc'],
  'services-of-a-city': ['python3'],
  'shell-function': ['socat'],
}

describe('The commands in the README of', () => {
  for (const example of readdirSync(here).filter((name) => /^\d\d-/.test(name))) {
    it(`${example} do what it says`, {
      skip: missing(['curl', ...(needs[example.slice('NN-'.length)] ?? [])]),
    }, async () => {
      await follow(join(here, example, 'README.md'), join(here, example))
    })
  }
})

it('The commands in docs/functions.md do what it says', { skip: missing(['python3']) }, async () => {
  // Outside of the repository, where an author may well be.
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-functions-'))
  try {
    await follow(join(here, '../docs/functions.md'), folder)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

interface Block {
  readonly kind: 'background' | 'sh' | 'text'
  readonly text: string
}

function blocksOf(readme: string): Block[] {
  return [...readme.matchAll(/^```(sh background|sh|text)\n([\s\S]*?)^```/gm)].map(([, info, text]) => ({
    kind: info === 'sh background' ? 'background' : (info as 'sh' | 'text'),
    text: text ?? '',
  }))
}

/** Runs the commands of a page in a folder. */
async function follow(page: string, folder: string): Promise<void> {
  const port = await freePort()
  const data = mkdtempSync(join(tmpdir(), 'bonghwa-example-'))
  await using broker = mosquittoProgram === undefined ? undefined : await mosquittoNode()
  broker?.start()
  // `node --test` in a page is no part of this test.
  const { NODE_TEST_CONTEXT: _, ...outside } = process.env
  const env = {
    ...outside,
    PATH: `${join(here, '../node_modules/.bin')}:${process.env.PATH}`,
    BONGHWA_PORT: String(port),
    BONGHWA_SERVER: `http://127.0.0.1:${port}`,
    BONGHWA_DATA: data,
    BONGHWA_MQTT: broker?.url,
  }
  const servers: ChildProcess[] = []
  const blocks = blocksOf(readFileSync(page, 'utf8'))
  assert.ok(
    blocks.some(({ kind }) => kind === 'text'),
    `${page} must say what is to be seen`,
  )
  try {
    let printed = ''
    for (const { kind, text } of blocks) {
      if (kind === 'background') {
        const server = spawn('bash', ['-c', `exec ${text}`], {
          cwd: folder,
          env,
          stdio: 'ignore',
          detached: true,
        })
        servers.push(server)
        await ready(`${env.BONGHWA_SERVER}/readyz`, server)
      } else if (kind === 'sh') {
        const { stdout } = await shell('bash', ['-euo', 'pipefail', '-c', text], {
          cwd: folder,
          env,
          timeout: 120_000,
        })
        printed = stdout
      } else {
        for (const line of text.trim().split('\n'))
          assert.ok(printed.includes(line), `"${line}" is not in:\n${printed}`)
      }
    }
  } finally {
    for (const server of servers) {
      if (server.exitCode !== null) continue
      // npx starts the program as its child: the whole group is told.
      process.kill(-(server.pid ?? 0), 'SIGTERM')
      await once(server, 'exit')
    }
    rmSync(data, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function ready(url: string, server: ChildProcess): Promise<void> {
  for (;;) {
    const answers = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    )
    if (answers) return
    assert.equal(server.exitCode, null, 'the command in the background ended at once')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function missing(programs: readonly string[]): string | false {
  const gone = programs.filter((program) => spawnSync(program, ['-V']).error)
  return gone.length > 0 && `not on the PATH: ${gone.join(', ')}`
}
