import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'

interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
}

const root = join(import.meta.dirname, '..')
const json = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'))
const { packages } = json('package-lock.json') as { packages: Record<string, Locked> }
const workspaces = json('package.json').workspaces as string[]

it('The lockfile has the hash of every package, and takes none from anywhere but the npm registry', () => {
  const fetched = Object.entries(packages).filter(
    ([path, { link }]) => path.includes('node_modules/') && !link,
  )
  assert.ok(fetched.length > 100)
  for (const [path, { integrity, resolved, version }] of fetched) {
    assert.match(integrity ?? '', /^sha512-[A-Za-z0-9+/]{86}==$/, path)
    assert.match(version ?? '', /^\d+\.\d+\.\d+/, path)
    // Where the lockfile names no address, npm asks the registry that it is set to.
    if (resolved !== undefined) assert.match(resolved, /^https:\/\/registry\.npmjs\.org\//, path)
  }
})

it('Links lead to workspaces of this repository', () => {
  for (const [path, { link, resolved }] of Object.entries(packages))
    if (link) assert.ok(workspaces.includes(resolved ?? ''), path)
})

it('Versions that are asked for are exact, so that nothing newer comes unseen', () => {
  for (const folder of ['.', ...workspaces]) {
    const { dependencies, devDependencies, optionalDependencies } = json(join(folder, 'package.json'))
    for (const [name, version] of Object.entries({
      ...dependencies,
      ...devDependencies,
      ...optionalDependencies,
    }))
      assert.match(String(version), /^\d+\.\d+\.\d+(-[\w.]+)?$|^npm:/, `${folder}: ${name}`)
  }
})
