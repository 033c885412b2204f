import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '../../..')
const folder = join(root, 'deploy/paas-ta')

interface Application {
  readonly name: string
  readonly path: string
  readonly command: string
  readonly services: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly 'health-check-http-endpoint': string
}

it('The Cloud Foundry manifest starts programs that are there, binds what they read, and listens where it must', () => {
  const { applications } = parse(readFileSync(join(folder, 'manifest.yml'), 'utf8'), { merge: true }) as {
    applications: readonly Application[]
  }
  assert.deepEqual(
    applications.map(({ name, services }) => [name, ...services]),
    [
      ['bonghwa-city', 'bonghwa-mysql', 'bonghwa-rabbitmq'],
      ['bonghwa-gateway', 'bonghwa-rabbitmq'],
    ],
  )
  for (const { command, path, env, ...rest } of applications) {
    const [program, file = ''] = command.split(' ')
    assert.equal(program, 'node')
    assert.ok(existsSync(join(folder, path, file)), file)
    assert.equal(env.BONGHWA_HOST, '0.0.0.0')
    assert.equal(rest['health-check-http-endpoint'], '/healthz')
  }
})
