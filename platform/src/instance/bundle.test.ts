import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { bundle } from './bundle.ts'

describe("a handler's bundle", () => {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-bundle-'))
  after(() => rmSync(folder, { recursive: true }))
  const bundled = (name: string, source: string) => {
    const entry = join(folder, name)
    writeFileSync(entry, source)
    return bundle(entry, join(folder, 'out'))
  }

  it('does without a package that its code tries and can do without', async () => {
    const file = await bundled(
      'tries.cjs',
      'let colours = 16\ntry { colours = require("not-installed-here") } catch { colours = 1 }\nmodule.exports = { colours }',
    )
    assert.equal((await import(pathToFileURL(file).href)).default.colours, 1)
  })

  it('is none without a package that its code needs', async () => {
    await assert.rejects(bundled('needs.mjs', 'import it from "not-installed-here"\nexport default it'), {
      code: 'BONGHWA_FUNCTION_INVALID',
      message: /needs\.mjs:1: Could not resolve "not-installed-here"/,
    })
  })
})
