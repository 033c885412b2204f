import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { commandLine } from '../testing/command-line.ts'
import { eventually } from '../testing/eventually.ts'

const languages = [
  { language: 'ts', needs: 'node', test: 'node --test' },
  { language: 'python', needs: 'python3', test: 'python3 -m unittest' },
  { language: 'shell', needs: 'socat', test: './test.sh' },
  {
    language: 'rust',
    needs: 'rustc',
    test: 'rustc --edition 2021 --test handler.rs -o handler.test && ./handler.test',
  },
]
// Outside of the repository, as a user's own folder is.
const home = mkdtempSync(join(tmpdir(), 'bonghwa-init-'))
after(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))

describe('A function from `bonghwa init`', () => {
  for (const { language, needs, test } of languages) {
    const missing = spawnSync(needs, ['-V']).error ? `${needs} is not on the PATH` : false
    it(`in ${language} passes its own test, and is woken by its event`, { skip: missing }, async () => {
      const name = `greet-${language}`
      const made = await (await commandLine(home)).run('init', name, '--language', language)
      assert.equal(made.code, 0, made.stderr)

      const folder = join(home, name)
      const own = spawnSync('sh', ['-c', test], { cwd: folder, encoding: 'utf8', env: outsideOfTests })
      assert.equal(own.status, 0, own.stdout + own.stderr)

      const bonghwa = await commandLine(folder)
      const tried = await bonghwa.run('function', 'test', '--event', 'event.json', '--json')
      assert.deepEqual(JSON.parse(tried.stdout).answer, { greeting: 'hello, Ada' }, tried.stderr)

      await using _platform = await bonghwa.up('.', '--standby', '0')
      await bonghwa.run('event', 'publish', '--file', 'event.json')
      await eventually(async () => {
        const answer = await fetch(`${bonghwa.server}/api/functions/${name}`)
        const { invocations, errors } = (await answer.json()) as Record<string, number>
        assert.deepEqual({ invocations, errors }, { invocations: 1, errors: 0 })
      }, 60_000)
      assert.ok((await bonghwa.run('function', 'invoke', name)).stdout.includes('hello, world'))
    })
  }

  it('is refused where its folder is there already, and for a name or a language that is none', async () => {
    const bonghwa = await commandLine(home)
    await bonghwa.run('init', 'twice')
    for (const [words, said] of [
      [['init', 'twice'], /The folder twice cannot be made \(EEXIST\)/],
      [['init', 'Not_A_Name'], /"Not_A_Name" is no name for a function/],
      [['init', 'other', '--language', 'cobol'], /ts, python, shell, rust/],
    ] as const) {
      const { code, stdout, stderr } = await bonghwa.run(...words)
      assert.deepEqual([code, stdout], [2, ''])
      assert.match(stderr, said)
    }
  })
})

/** `node --test` in a test would report to the outer one. */
const { NODE_TEST_CONTEXT: _, ...outsideOfTests } = process.env
