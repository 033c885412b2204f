import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type CommandLine, commandLine } from '../testing/command-line.ts'

const program = join(import.meta.dirname, '../../bin/bonghwa.js')
const folder = mkdtempSync(join(tmpdir(), 'bonghwa-completion-'))
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
let bonghwa: CommandLine
before(async () => {
  bonghwa = await commandLine(folder)
  mkdirSync(join(folder, 'hello'))
  writeFileSync(
    join(folder, 'hello/function.yaml'),
    'apiVersion: bonghwa.dev/v1\nkind: Function\n' + 'metadata: { name: hello }\nspec: { command: [sh] }\n',
  )
})

const run = (shell: string, script: string) =>
  spawnSync(shell, ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      BONGHWA_SERVER: bonghwa.server,
    },
  })

/** What bash offers at the tab key after these words; the last of them is being written. */
function offered(...words: string[]): string[] {
  const script = `source <("${program}" completion bash)
    COMP_WORDS=("${program}" ${words.map((word) => `'${word}'`).join(' ')}) COMP_CWORD=${words.length}
    compopt() { :; } # Only bash itself may call it, at the tab key.
    _bonghwa
    printf '%s\\n' "\${COMPREPLY[@]}"`
  const { status, stdout, stderr } = run('bash', script)
  assert.equal(status, 0, stderr)
  return stdout.split('\n').filter((line) => line !== '')
}

describe('Completion in bash', () => {
  it('knows nouns, verbs and options', () => {
    assert.deepEqual(offered('func'), ['function'])
    assert.deepEqual(offered('node', ''), ['list', 'kill', 'start'])
    assert.deepEqual(offered('function', 'test', '--e'), ['--event'])
    assert.deepEqual(offered('event', 'publish', '--s'), ['--source', '--server'])
    assert.deepEqual(offered('--json', 'function', 'l'), ['list', 'logs'])
  })

  it('knows what an option or argument may be', () => {
    assert.deepEqual(offered('init', 'x', '--language', ''), ['ts', 'python', 'shell', 'rust'])
    assert.deepEqual(offered('completion', 'z'), ['zsh'])
    assert.deepEqual(offered('up', 'he'), ['hello'])
    assert.deepEqual(offered('function', 'test', '--event', 'hello/f'), ['hello/function.yaml'])
    assert.deepEqual(offered('event', 'publish', '--type', ''), [])
  })

  it('asks the gateway for names, and offers none without one', async () => {
    assert.deepEqual(offered('function', 'describe', ''), [])
    await using _platform = await bonghwa.up('.', '--standby', '0')
    assert.deepEqual(offered('function', 'describe', ''), ['hello'])
    assert.deepEqual(offered('node', 'kill', 'lo'), ['local-1'])
    assert.deepEqual(offered('event', 'publish', '--region', ''), ['local'])
  })
})

const missing = (shell: string) => spawnSync(shell, ['--version']).error && `${shell} is not on the PATH`

describe('Completion in fish', { skip: missing('fish') }, () => {
  it('knows nouns, verbs, options and their values', () => {
    const offers = (line: string) =>
      run('fish', `"${program}" completion fish | source; complete -C '${line}'`)
        .stdout.split('\n')
        .flatMap((offer) => offer.split('\t')[0] || [])
    assert.deepEqual(offers('bonghwa func'), ['function'])
    assert.deepEqual(offers('bonghwa node ').toSorted(), ['kill', 'list', 'start'])
    assert.deepEqual(offers('bonghwa function test --e'), ['--event'])
    assert.deepEqual(offers('bonghwa init x --language p'), ['python'])
  })
})

describe('Completion in zsh', { skip: missing('zsh') }, () => {
  it('is a script that zsh can read', () => {
    const { status, stderr } = run('zsh', `zsh -n <("${program}" completion zsh)`)
    assert.deepEqual([status, stderr], [0, ''])
  })
})
