import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { loadFunction, loadFunctions } from './load.ts'

const folder = mkdtempSync(join(tmpdir(), 'bonghwa-load-'))
after(() => rmSync(folder, { recursive: true }))

function manifest(name: string, spec: string): string {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'handler.ts'), '')
  const file = join(folder, name, 'function.yaml')
  writeFileSync(
    file,
    `apiVersion: bonghwa.dev/v1\nkind: Function\nmetadata: { name: ${name} }\nspec:\n${spec}\n`,
  )
  return file
}
const refused = (file: string, ...said: RegExp[]) =>
  assert.rejects(loadFunction(file), (error: Error) => {
    for (const pattern of said) assert.match(error.message, pattern)
    return true
  })

describe('A function.yaml', () => {
  it('fills in what it does not say', async () => {
    const spec = await loadFunction(manifest('plain', '  handler: ./handler.ts'))
    assert.deepEqual(spec.scale, {
      minReplicaCount: 0,
      maxReplicaCount: 10,
      cooldownPeriod: 30,
      value: 5,
      activationValue: 0,
      activation: 'push',
      pollingInterval: 30,
    })
    assert.equal(spec.timeoutMs, 30_000)
    assert.equal(spec.delivery, 'durable')
  })

  it('says what an instance may use as Kubernetes writes it', async () => {
    const resources = async (text: string) =>
      (await loadFunction(manifest('sized', `  handler: ./handler.ts\n  resources: ${text}`))).resources
    assert.deepEqual(await resources('{}'), { accelerators: {} })
    assert.deepEqual(await resources('{ cpu: 250m, memory: 128Mi, nvidia.com/gpu: 1 }'), {
      cpuCores: 0.25,
      memoryBytes: 134_217_728,
      accelerators: { 'nvidia.com/gpu': 1 },
    })
    assert.deepEqual(await resources('{ cpu: 1, memory: 200M }'), {
      cpuCores: 1,
      memoryBytes: 200_000_000,
      accelerators: {},
    })
  })

  it('with a quantity that is none is refused, and so is one of the wrong unit or of an unknown resource', async () => {
    await refused(
      manifest(
        'unsized',
        '  handler: ./handler.ts\n  resources: { cpu: fast, memory: 128m, disk: 1Gi, nvidia.com/gpu: 0.5 }',
      ),
      /:6 spec\.resources\.cpu: must be cores, such as 250m/,
      /spec\.resources\.memory: must be bytes, such as 128Mi/,
      /spec\.resources\.disk: must be cpu, memory, or a device such as nvidia\.com\/gpu/,
      /spec\.resources\.nvidia\.com\/gpu: must be 1, 2, 3/,
    )
  })

  it('with a wrong key is refused with its line, and the key that was meant', async () => {
    await refused(
      manifest('typo', '  handler: ./handler.ts\n  scale: { maxReplicaCounts: 3 }'),
      /function\.yaml:6 /,
      /maxReplicaCounts/,
      /did you mean maxReplicaCount\?/,
    )
  })

  it('with several mistakes names them all', async () => {
    await refused(
      manifest('wrong', '  handler: ./handler.ts\n  concurrency: none\n  delivery: quick'),
      /:6 spec\.concurrency/,
      /:7 spec\.delivery.*durable or ephemeral/,
    )
  })

  it('may be woken by events, at times, and by messages', async () => {
    const { on, cron, mqtt } = await loadFunction(
      manifest(
        'woken',
        [
          '  handler: ./handler.ts',
          '  on:',
          '    - { type: dev.example.seen, where: { label: fire } }',
          "    - { cron: '*/5 * * * *', timezone: Asia/Seoul }",
          "    - { cron: '0 0 * * *' }",
          '    - { mqtt: frigate/+/events, where: { type: new }, region: daejeon }',
          "    - { mqtt: 'sensors/#' }",
        ].join('\n'),
      ),
    )
    assert.deepEqual(on, [{ type: 'dev.example.seen', where: { label: 'fire' } }])
    assert.deepEqual(cron, [
      { cron: '*/5 * * * *', timezone: 'Asia/Seoul' },
      { cron: '0 0 * * *', timezone: 'UTC' },
    ])
    assert.deepEqual(mqtt, [
      { mqtt: 'frigate/+/events', where: { type: 'new' }, region: 'daejeon' },
      { mqtt: 'sensors/#', where: {} },
    ])
  })

  it('with a wrong trigger is refused with its line and what is wrong', async () => {
    const woken = (entry: string) => manifest('mistaken', `  handler: ./handler.ts\n  on:\n    - ${entry}`)
    await refused(woken('{ where: { label: fire } }'), /:7 spec\.on\[0\]: must have exactly one .* has none/)
    await refused(woken("{ type: a, cron: '0 * * * *' }"), /but has "type" and "cron"/)
    await refused(woken("{ cron: '60 * * * *' }"), /:7 spec\.on\[0\]\.cron: "60" is no minute \(0 to 59\)/)
    await refused(woken("{ cron: '0 0 31 2 *' }"), /"0 0 31 2 \*" never comes/)
    await refused(woken("{ cron: '0 0 * * *', timezone: Seoul }"), /timezone: "Seoul" is no time zone/)
    await refused(woken("{ cron: '0 0 * * *', where: { a: 1 } }"), /where: does not go with "cron"/)
    await refused(woken('{ type: a, timezone: UTC }'), /timezone: does not go with "type"/)
    await refused(woken('{ mqtt: a/b# }'), /mqtt: "a\/b#" must have \+ and # alone/)
    await refused(woken('{ mqqt: a }'), /did you mean mqtt\?/)
  })

  it('needs one way to run, and its handler must be there', async () => {
    await refused(manifest('nothing', '  concurrency: 1'), /exactly one of/)
    await refused(manifest('gone', '  handler: ./gone.ts'), /\.\/gone\.ts is not a file/)
  })

  it('that is broken does not hide the others', async () => {
    manifest('fine', '  handler: ./handler.ts')
    const { functions, broken } = await loadFunctions(folder)
    assert.ok(functions.some(({ name }) => name === 'fine'))
    assert.ok(broken.some(({ file }) => file.includes('typo')))
  })
})
