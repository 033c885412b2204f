import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type CommandLine, commandLine, type Ran } from '../testing/command-line.ts'
import { eventually } from '../testing/eventually.ts'

const folder = mkdtempSync(join(tmpdir(), 'bonghwa-cli-'))
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
let bonghwa: CommandLine

/** A folder with a function of this name and handler. */
function write(name: string, handler: string, spec = ''): void {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(
    join(folder, name, 'function.yaml'),
    `apiVersion: bonghwa.dev/v1\nkind: Function\nmetadata: { name: ${name} }\n` +
      `spec:\n  handler: ./${name}.ts\n  on: [{ type: dev.example.weighed, where: { unit: g } }]\n${spec}`,
  )
  writeFileSync(
    join(folder, name, `${name}.ts`),
    `import { defineFunction } from '@bonghwa/platform/function'\n\n` +
      `export default defineFunction(async (event, context) => {\n${handler}\n})\n`,
  )
}

before(async () => {
  bonghwa = await commandLine(folder)
  write(
    'weigh',
    `  const { grams } = (event.data ?? {}) as { grams?: number }
  context.log('attempt ' + context.attempt + ' in ' + context.region)
  await context.emit({ type: 'dev.example.answered', data: { grams } })
  if (grams === undefined) throw new TypeError('no weight')
  return { kilograms: grams / 1000 }`,
    '  retry: { maxAttempts: 1 }\n',
  )
  write('secretive', '  return context.secrets.WORD', '  secrets: [BONGHWA_TEST_WORD]\n')
})

const parsed = ({ code, stdout, stderr }: Ran) => {
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout)
}
const error = ({ stdout, stderr }: Ran) => {
  assert.equal(stdout, '')
  return JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error as { code: string; message: string }
}

describe('`bonghwa function test`', () => {
  it('prints the answer and what was emitted; log lines and the time go to stderr', async () => {
    const { code, stdout, stderr } = await bonghwa.run(
      'function',
      'test',
      'weigh',
      '--data',
      '{"grams": 1500}',
    )
    assert.equal(code, 0)
    const [emitted] = stdout.trim().split('\n').slice(-1)
    assert.deepEqual(JSON.parse(stdout.replace(emitted ?? '', '')), { kilograms: 1.5 })
    const { type, source, data, region } = JSON.parse(emitted ?? '')
    assert.deepEqual(
      { type, source, data, region },
      { type: 'dev.example.answered', source: '/functions/weigh', data: { grams: 1500 }, region: 'local' },
    )
    assert.match(stderr, /^attempt 1 in local\nHandled in [\d.]+ ms, after a cold start of [\d.]+ ms\.\n$/)
  })

  it('takes an event from a file, and lets attempt and region be chosen', async () => {
    writeFileSync(
      join(folder, 'event.json'),
      JSON.stringify({
        specversion: '1.0',
        id: '1',
        source: '/scale',
        type: 'dev.example.weighed',
        data: { grams: 5, unit: 'g' },
      }),
    )
    const words = ['--event', 'event.json', '--attempt', '3', '--region', 'daejeon', '--json']
    const ran = await bonghwa.run('function', 'test', 'weigh', ...words)
    assert.deepEqual(parsed(ran).answer, { kilograms: 0.005 })
    assert.equal(parsed(ran).emitted[0].region, 'daejeon')
    assert.equal(ran.stderr, 'attempt 3 in daejeon\n')
  })

  it('says when the event would not wake the function in production', async () => {
    const ran = await bonghwa.run(
      'function',
      'test',
      'weigh',
      '--event',
      'event.json',
      '--type',
      'dev.example.lifted',
    )
    assert.equal(ran.code, 0)
    assert.match(ran.stderr, /"on" of weigh does not ask for this event/)
  })

  it('fails with the line of the author’s file, and shows what was emitted before', async () => {
    const { code, stdout, stderr } = await bonghwa.run('function', 'test', 'weigh', '--data', '{}')
    assert.equal(code, 1)
    assert.equal(JSON.parse(stdout).type, 'dev.example.answered')
    assert.match(
      stderr,
      /The handler of "weigh" failed: TypeError: no weight\. See weigh\.ts:7: if \(grams === undefined\) throw/,
    )
    assert.match(stderr, new RegExp(`${join(folder, 'weigh/weigh.ts')}:7:`))

    const json = error(await bonghwa.run('function', 'test', 'weigh', '--data', '{}', '--json'))
    assert.equal(json.code, 'BONGHWA_HANDLER_FAILED')
  })

  it('needs the secrets that production needs', async () => {
    const without = error(await bonghwa.run('function', 'test', 'secretive', '--json'))
    assert.equal(without.code, 'BONGHWA_SECRET_MISSING')
    const rich = await commandLine(folder, { BONGHWA_TEST_WORD: 'beacon' })
    assert.equal((await rich.run('function', 'test', 'secretive')).code, 0)
  })

  it('says what is wrong with the folder, the event or the handler', async () => {
    write('typo', '  return event.data.')
    for (const [words, code, said] of [
      [['nowhere'], 2, /There is no nowhere\/function\.yaml/],
      [['weigh', '--event', 'none.json'], 2, /none\.json cannot be read \(ENOENT\)/],
      [['weigh', '--data', '{'], 2, /--data is no JSON/],
      [['weigh', '--data', '1', '--event', 'event.json'], 2, /either from --event or from --data/],
      [['weigh', '--attempt', '0'], 2, /"0" is one too few/],
      [['weigh', '--event', 'weigh/function.yaml'], 2, /weigh\/function\.yaml is no JSON/],
      [['typo'], 1, /typo\/typo\.ts:5/],
    ] as const) {
      const ran = await bonghwa.run('function', 'test', ...words)
      assert.equal(ran.code, code, ran.stderr)
      assert.match(ran.stderr, said)
    }
    rmSync(join(folder, 'typo'), { recursive: true })
  })
})

describe('A command line that is wrong', () => {
  const wrong: readonly (readonly [words: string[], said: RegExp])[] = [
    [['funtion', 'list'], /^Unknown command 'funtion'\. Did you mean function\? See `bonghwa --help`\.$/],
    [['function'], /^`bonghwa function` needs one of: list, describe, /],
    [
      ['function', 'list', '--jsn'],
      /^Unknown option '--jsn'\. Did you mean --json\? See `bonghwa function list --help`/,
    ],
    [['function', 'describe'], /^Missing required argument 'function'/],
    [['up', '--port', '70000'], /^"70000" is no port\./],
    [['up', 'nowhere'], /^There is no directory nowhere\./],
    [['event', 'publish'], /^An event needs either --type or --file\./],
    [['node', 'list', '--server', 'here'], /^"here" is no address of a gateway\./],
  ]

  it('is told in one line, with exit code 2', async () => {
    for (const [words, said] of wrong) {
      const { code, stdout, stderr } = await bonghwa.run(...words)
      assert.deepEqual([code, stdout], [2, ''])
      assert.match(stderr.trim(), said)
      assert.equal(stderr.trim().split('\n').length, 1)
    }
  })

  it('is told as JSON when JSON was asked for', async () => {
    for (const [words, said] of wrong) {
      const { code, message } = error(await bonghwa.run('--json', ...words))
      assert.equal(code, 'BONGHWA_USAGE')
      assert.match(message, said)
    }
  })
})

describe('Tokens', () => {
  it('let in who has one, by role, and nobody else from the first one on', async () => {
    await using _platform = await bonghwa.up('.', '--standby', '0')
    assert.equal((await bonghwa.run('node', 'list')).code, 0)
    const made = parsed(await bonghwa.run('token', 'create', '--role', 'viewer', '--name', 'wall', '--json'))
    assert.match(made.token, /^bonghwa_[\w-]{43}$/)
    assert.equal(error(await bonghwa.run('node', 'list', '--json')).code, 'BONGHWA_UNAUTHENTICATED')
    const viewer = { BONGHWA_TOKEN: made.token }
    assert.equal((await bonghwa.runWith(viewer, 'node', 'list')).code, 0)
    const killed = await bonghwa.runWith(viewer, 'node', 'kill', 'local-1', '--json')
    assert.equal(error(killed).code, 'BONGHWA_FORBIDDEN')
    const twin = await bonghwa.run('token', 'create', '--role', 'viewer', '--name', 'wall', '--json')
    assert.equal(error(twin).code, 'BONGHWA_TOKEN_NAME_TAKEN')
    const chief = {
      BONGHWA_TOKEN: (
        await bonghwa.run('token', 'create', '--role', 'operator', '--name', 'chief')
      ).stdout.trim(),
    }
    const acts = parsed(await bonghwa.runWith(chief, 'audit', '--json')) as {
      who: string
      action: string
      on: string
    }[]
    assert.deepEqual(
      acts.map(({ action, on }) => `${action} ${on}`),
      [
        'token create wall (viewer)',
        'POST /api/nodes/:name/kill /api/nodes/local-1/kill',
        'token create chief (operator)',
      ],
    )
    const { stdout } = await bonghwa.run('token', 'list')
    assert.match(stdout, /^NAME .*\nwall +viewer .*\nchief +operator /)
    assert.ok(!stdout.includes(made.token))
    for (const name of ['wall', 'chief']) assert.equal((await bonghwa.run('token', 'revoke', name)).code, 0)
    assert.equal((await bonghwa.run('node', 'list')).code, 0)
  })

  it('are needed to listen beyond this machine', async () => {
    const { code, stderr } = await bonghwa.run('up', '.', '--host', '0.0.0.0')
    assert.equal(code, 1)
    assert.match(stderr, /Create one with `bonghwa token create/)
  })
})

describe('A gateway that does not run', () => {
  it('is told in one line, with exit code 1', async () => {
    for (const words of [
      ['function', 'list'],
      ['event', 'publish', '--type', 'a'],
      ['node', 'kill', 'a'],
    ]) {
      const { code, stdout, stderr } = await bonghwa.run(...words)
      assert.deepEqual([code, stdout], [1, ''])
      assert.match(stderr, /^No gateway answers at http:\/\/127\.0\.0\.1:\d+\. Start it with .*\n$/)
    }
  })
})

describe('With --json each command', () => {
  it('prints JSON, and nothing but JSON, on stdout', async () => {
    rmSync(join(folder, 'secretive'), { recursive: true })
    await using _platform = await bonghwa.up('.', '--standby', '0')
    const json = async (...words: string[]) => parsed(await bonghwa.run(...words, '--json'))

    assert.equal((await json('function', 'list'))[0].name, 'weigh')
    assert.equal((await json('function', 'describe', 'weigh')).name, 'weigh')
    assert.deepEqual(await json('function', 'invoke', 'weigh', '--data', '{"grams": 2}'), {
      kilograms: 0.002,
    })
    assert.match((await json('function', 'logs', 'weigh'))[0].line, /attempt 1/)
    assert.notEqual((await json('function', 'describe', 'weigh')).lastActiveAt, null)
    const mistyped = await bonghwa.run('event', 'publish', '--type', 'dev.example.wieghed')
    assert.match(mistyped.stderr, /no function takes events of type "dev\.example\.wieghed"/)
    const published = ['--type', 'dev.example.weighed', '--data', '{"unit": "g"}']
    assert.deepEqual(await json('event', 'publish', ...published), { accepted: 1 })
    const [letter] = await eventually(async () => {
      const letters = await json('deadletter', 'list')
      assert.equal(letters.length, 1)
      return letters
    })
    assert.deepEqual(await json('deadletter', 'replay', letter.id), { replayed: true })
    assert.equal((await json('scale', 'weigh', '2', '--region', 'local')).lanes[0].hold.replicas, 2)
    assert.equal((await json('pause', 'weigh')).lanes[0].hold.replicas, 0)
    assert.match((await bonghwa.run('function', 'list')).stdout, /\nweigh .* paused\n/)
    assert.equal((await json('resume', 'weigh')).lanes[0].hold, null)
    assert.deepEqual((await json('deploy', 'weigh')).unchanged, ['weigh'])
    assert.equal((await json('queue', 'list'))[0].name, 'fn.weigh.local')
    assert.equal((await json('node', 'list'))[0].name, 'local-1')
    assert.equal((await json('node', 'kill', 'local-1'))[0].standby, 0)
    assert.equal((await json('node', 'start', 'local-1'))[0].name, 'local-1')
    const [, traceId = ''] = letter.event.traceparent.split('-')
    const names = (await json('trace', 'show', traceId)).map((segment: { name: string }) => segment.name)
    assert.ok(names.includes('published') && names.includes('handled'), names.join())
    assert.deepEqual((await json('init', 'another')).name, 'another')

    const unknown = await bonghwa.run('function', 'describe', 'nobody', '--json')
    assert.deepEqual([unknown.code, error(unknown).code], [1, 'BONGHWA_FUNCTION_UNKNOWN'])
  })
})
