import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { commandLine } from '../testing/command-line.ts'
import { eventually } from '../testing/eventually.ts'

const folder = mkdtempSync(join(tmpdir(), 'bonghwa-logs-'))
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

describe('`bonghwa function logs --follow`', () => {
  it('prints the last lines and the next ones as they come, and ends with the platform, whose own log has them as JSON with their trace', async () => {
    writeFileSync(
      join(folder, 'function.yaml'),
      'apiVersion: bonghwa.dev/v1\nkind: Function\nmetadata: { name: greet }\nspec: { handler: ./greet.js }\n',
    )
    writeFileSync(
      join(folder, 'greet.js'),
      `export default { bonghwa: 'function', handle({ data }, { log }) {
         log('hello ' + data)
         return data === 'bytes' ? new Uint8Array([1, 2]) : 'hello ' + data
       } }`,
    )
    const bonghwa = await commandLine(folder)
    const platform = await bonghwa.up()
    const call = async (name: string) =>
      (await bonghwa.run('function', 'invoke', 'greet', '--data', JSON.stringify(name))).stdout
    assert.equal(await call('Ada'), 'hello Ada\n')
    assert.deepEqual(JSON.parse(await call('bytes')), { data_base64: 'AQI=' })
    const following = bonghwa.start('function', 'logs', 'greet', '-f')
    const ended = once(following, 'exit')
    let printed = ''
    following.stdout?.on('data', (text) => {
      printed += text
    })
    await eventually(() => assert.match(printed, /^\S+ greet-\S+ hello Ada$/m))
    await call('Bora')
    await eventually(() => assert.match(printed, /hello Bora$/m))
    const lines = platform.said().trim().split('\n')
    const said = lines.map((line) => JSON.parse(line)).find(({ message }) => message === 'hello Bora')
    assert.equal(said?.['faas.name'], 'greet')
    assert.match(said?.trace_id, /^[0-9a-f]{32}$/)
    await platform[Symbol.asyncDispose]()
    assert.deepEqual(await ended, [0, null])
  })

  it('says when there is no such function, or no platform', async () => {
    const bonghwa = await commandLine(folder)
    assert.match((await bonghwa.run('function', 'logs', 'greet', '-f')).stderr, /No gateway answers at/)
    await using _platform = await bonghwa.up()
    const unknown = await bonghwa.run('function', 'logs', 'nobody', '-f')
    assert.equal(unknown.code, 1)
    assert.match(unknown.stderr, /There is no function "nobody"/)
  })
})
