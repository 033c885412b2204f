import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { wrongImports } from './rooms.ts'

describe('The rooms', () => {
  it('import only rooms above them', () => {
    assert.deepEqual(wrongImports(join(import.meta.dirname, '..')), [])
  })

  it('are guarded: a wrong import is told with its file and line', () => {
    const caught = (file: string, text: string) => {
      const root = mkdtempSync(join(tmpdir(), 'bonghwa-rooms-'))
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), text)
      const problems = wrongImports(root)
      rmSync(root, { recursive: true })
      return problems
    }
    assert.match(
      caught('platform/src/queue/a.ts', "\nimport { b } from '../gateway/b.ts'\n")[0] ?? '',
      /^platform\/src\/queue\/a\.ts:2 .*queue comes before gateway/,
    )
    assert.match(
      caught('safety/src/frame/a.ts', "import type { Post } from '../outcome/post.ts'\n")[0] ?? '',
      /frame comes before outcome/,
    )
    assert.match(
      caught('safety/src/store/a.ts', "import { lane } from '@bonghwa/platform/dispatcher'\n")[0] ?? '',
      /by its doors/,
    )
    assert.match(
      caught('platform/src/event/a.ts', "import x from '../../../safety/src/frame/frame.ts'\n")[0] ?? '',
      /another workspace/,
    )
    assert.match(
      caught('platform/src/event/a.ts', "const x = await import('../cli/main.ts')\n")[0] ?? '',
      /event comes before cli/,
    )
    assert.match(
      caught('scenes/src/truth/a.ts', "import { box } from '@bonghwa/platform/event'\n")[0] ?? '',
      /scenes knows no other workspace/,
    )
    assert.match(caught('platform/src/utils/a.ts', "import x from '../event/index.ts'\n")[0] ?? '', /no room/)
    assert.deepEqual(caught('safety/src/cli/a.ts', "import { openPlatform } from '@bonghwa/platform'\n"), [])
  })
})
