import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'

const root = join(import.meta.dirname, '..')

it('Every error code of the source has its row in docs/errors.md, and every row its code', () => {
  const inSource = new Set(
    globSync('{platform,safety,scenes}/src/**/*.ts', { cwd: root })
      .filter((file) => !file.endsWith('.test.ts') && !file.includes('/testing/'))
      .flatMap(
        (file) =>
          // Other words in quotes that begin so are environment variables.
          readFileSync(join(root, file), 'utf8').match(/(?<=\bcode(?: =|:) ')BONGHWA_[A-Z_]+[A-Z]/g) ?? [],
      ),
  )
  const rows = readFileSync(join(root, 'docs/errors.md'), 'utf8').match(/(?<=^\| `)BONGHWA_[A-Z_]+/gm) ?? []
  assert.deepEqual(rows.toSorted(), [...inSource].toSorted())
})
