import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { loadFunction } from '../function/load.ts'
import { eventually } from '../testing/eventually.ts'
import { python } from '../testing/python.ts'
import { backendIn, started } from '../testing/run-instance.ts'
import type { LocalBackend } from './local-backend.ts'

const folder = mkdtempSync(join(tmpdir(), 'bonghwa-confined-'))
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
const neighbour = join(folder, 'neighbour.txt')
writeFileSync(neighbour, 'not yours')

/** A function that does what it is asked, and says with which code it was refused. */
const handler = `
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
const acts = {
  environment: () => process.env,
  read: (path) => readFileSync(path, 'utf8'),
  list: (path) => readdirSync(path),
  write: (path) => (writeFileSync(path, 'written'), 'done'),
  scratch: () => (writeFileSync(join(process.env.TMPDIR, 'own'), 'written'), 'done'),
  run: () => String(spawnSync('echo', ['ran']).stdout).trim(),
  addon: (path) => (createRequire(import.meta.url)(path), 'done'),
  worker: () => (void new Worker('', { eval: true }).terminate(), 'done'),
}
export default { bonghwa: 'function', handle({ data: [what, path] }, { secrets }) {
  if (what === 'secrets') return secrets
  if (what === 'fail') return acts.read(path)
  try { return acts[what](path) } catch (error) { return error.code }
} }`

let count = 0
async function functionWith(spec: string) {
  const own = join(folder, `function-${++count}`)
  mkdirSync(own)
  writeFileSync(join(own, 'handler.mjs'), handler)
  writeFileSync(join(own, 'own.txt'), 'mine')
  writeFileSync(
    join(own, 'function.yaml'),
    `apiVersion: bonghwa.dev/v1\nkind: Function\nmetadata: { name: f${count} }\nspec:\n  handler: ./handler.mjs\n${spec}`,
  )
  return loadFunction(join(own, 'function.yaml'))
}
async function asked(backend: LocalBackend, spec: string) {
  const loaded = await functionWith(spec)
  await backend.prepare(loaded)
  const instance = await started(backend, loaded)
  return {
    folder: loaded.folder,
    tier: instance.tier,
    ask: (...data: unknown[]) =>
      instance.invoke({
        event: { specversion: '1.0', id: '1', source: '/testing', type: 'dev.bonghwa.test.asked', data },
        attempt: 1,
        timeoutMs: 30_000,
      }),
  }
}
const data = () => join(folder, `data-${count}`)
const addon = join(import.meta.dirname, '../../../node_modules/@esbuild')

describe('A function', () => {
  it('sees no variable of the platform, its own, and the secrets that it names', async () => {
    process.env.PLATFORM_PASSWORD = 'hunter2'
    await using backend = await backendIn(data(), { secrets: { MINE: 'a', OTHERS: 'b' } })
    const { ask } = await asked(backend, '  env: { COLOUR: blue }\n  secrets: [MINE]\n')
    const environment = (await ask('environment')) as Record<string, string>
    assert.equal(environment.COLOUR, 'blue')
    assert.ok(environment.PATH)
    assert.ok(!JSON.stringify(environment).includes('hunter2'))
    assert.deepEqual(await ask('secrets'), { MINE: 'a' })
  })

  it('reads its own folder and writes its own scratch, and no other file, not even /proc of its host', async () => {
    await using backend = await backendIn(data())
    const { ask, folder: own } = await asked(backend, '')
    assert.equal(await ask('read', join(own, 'own.txt')), 'mine')
    assert.equal(await ask('scratch'), 'done')
    for (const path of [
      neighbour,
      '/etc/passwd',
      `/proc/${process.pid}/environ`,
      join(own, '../neighbour.txt'),
    ])
      assert.equal(await ask('read', path), 'ERR_ACCESS_DENIED', path)
    assert.equal(await ask('list', folder), 'ERR_ACCESS_DENIED')
    assert.equal(await ask('write', join(own, 'own.txt')), 'ERR_ACCESS_DENIED')
  })

  it('starts no program, no worker and no native code unless its manifest says so', async () => {
    await using backend = await backendIn(data())
    const { ask } = await asked(backend, '')
    assert.deepEqual(
      [await ask('run'), await ask('worker'), await ask('addon', join(addon, 'nothing.node'))],
      ['ERR_ACCESS_DENIED', 'ERR_ACCESS_DENIED', 'MODULE_NOT_FOUND'],
    )
    const permitted = await asked(
      backend,
      `  permissions: { run: true, workers: true, read: [${neighbour}] }\n`,
    )
    assert.deepEqual(
      [await permitted.ask('run'), await permitted.ask('worker'), await permitted.ask('read', neighbour)],
      ['ran', 'done', 'not yours'],
    )
  })

  it('is told which words of its manifest would permit what it was refused', async () => {
    await using backend = await backendIn(data())
    const { ask } = await asked(backend, '')
    await assert.rejects(ask('fail', neighbour), (error: Error) =>
      error.message.includes(`write \`permissions: { read: [${neighbour}] }\` in function.yaml`),
    )
  })

  it('is confined alike in a process that stood by, which could have become its neighbour', async () => {
    await using backend = await backendIn(data(), { standby: 1 })
    const other = await functionWith(`  permissions: { run: true, write: [${neighbour}] }\n`)
    await backend.prepare(other)
    const loaded = await functionWith('')
    await backend.prepare(loaded)
    await eventually(() => assert.equal(backend.nodes()[0]?.standby, 1))
    const instance = await started(backend, loaded)
    assert.equal(instance.tier, 'stand-by')
    const ask = (...given: unknown[]) =>
      instance.invoke({
        event: {
          specversion: '1.0',
          id: '1',
          source: '/testing',
          type: 'dev.bonghwa.test.asked',
          data: given,
        },
        attempt: 1,
        timeoutMs: 30_000,
      })
    assert.equal(await ask('read', join(loaded.folder, 'own.txt')), 'mine')
    assert.equal(await ask('read', join(other.folder, 'own.txt')), 'ERR_ACCESS_DENIED')
    assert.equal(await ask('write', neighbour), 'ERR_ACCESS_DENIED')
    assert.equal(await ask('run'), 'ERR_ACCESS_DENIED')
  })

  it('of many starts cold, and the next time in a process that stood by', async () => {
    await using backend = await backendIn(data(), { standby: 1 })
    const functions = []
    for (let made = 0; made < 20; made++) {
      const loaded = await functionWith('')
      await backend.prepare(loaded)
      functions.push(loaded)
    }
    const [first] = functions
    assert.ok(first)
    const waiting = (processes: number) =>
      eventually(() => assert.equal(backend.nodes()[0]?.standby, processes))
    await waiting(1)
    const cold = await started(backend, first)
    assert.equal(cold.tier, 'cold')
    await cold.stop()
    // The process that waits is renewed.
    await waiting(0)
    await waiting(1)
    assert.equal((await started(backend, first)).tier, 'stand-by')
  })

  it('may do all that its user may when its manifest says `isolation: none`', async () => {
    await using backend = await backendIn(data(), { standby: 1 })
    const { ask, tier } = await asked(backend, '  isolation: none\n')
    assert.deepEqual([await ask('read', neighbour), await ask('run'), tier], ['not yours', 'ran', 'cold'])
  })
})

const sandbox = spawnSync('bwrap', ['--ro-bind', '/', '/', '--unshare-pid', 'true']).status === 0
describe('A function with `isolation: strict`', {
  skip: !sandbox && 'bubblewrap makes no sandbox here',
}, () => {
  it('sees neither the machine nor other processes, even when it may start programs', async () => {
    await using backend = await backendIn(data())
    const { ask, folder: own } = await asked(backend, '  isolation: strict\n  permissions: { run: true }\n')
    assert.equal(await ask('read', join(own, 'own.txt')), 'mine')
    assert.equal(await ask('scratch'), 'done')
    assert.equal(await ask('run'), 'ran')
    assert.equal(await ask('read', neighbour), 'ERR_ACCESS_DENIED')
  })

  it('of another language too', { skip: python() }, async () => {
    await using backend = await backendIn(data())
    const own = join(folder, 'python')
    mkdirSync(own)
    writeFileSync(
      join(own, 'handler.py'),
      `import http.server, json, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        seen = {'neighbour': os.path.exists('${neighbour}'), 'host': os.path.exists('/proc/${process.pid}/environ'),
                'home': os.path.exists(os.path.expanduser('~')), 'own': os.path.exists('handler.py'),
                'secret': 'PLATFORM_PASSWORD' in os.environ}
        body = json.dumps(seen).encode()
        self.send_response(200); self.send_header('content-type', 'application/json')
        self.send_header('content-length', str(len(body))); self.end_headers(); self.wfile.write(body)
    def log_message(self, *_): pass
http.server.HTTPServer(('127.0.0.1', int(os.environ['PORT'])), Handler).serve_forever()
`,
    )
    writeFileSync(
      join(own, 'function.yaml'),
      'apiVersion: bonghwa.dev/v1\nkind: Function\nmetadata: { name: snake }\nspec:\n  command: [/usr/bin/python3, handler.py]\n  isolation: strict\n',
    )
    const loaded = await loadFunction(join(own, 'function.yaml'))
    await backend.prepare(loaded)
    const instance = await started(backend, loaded)
    const seen = await instance.invoke({
      event: { specversion: '1.0', id: '1', source: '/testing', type: 'dev.bonghwa.test.asked' },
      attempt: 1,
      timeoutMs: 30_000,
    })
    assert.deepEqual(seen, { neighbour: false, host: false, home: false, own: true, secret: false })
  })
})
