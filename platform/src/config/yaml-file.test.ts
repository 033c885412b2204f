import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { checkYaml } from './yaml-file.ts'

const anything = z.record(z.string(), z.unknown())
const problemsOf = (text: string) => {
  const checked = checkYaml(text, 'f.yaml', anything)
  return 'problems' in checked ? checked.problems.join('\n') : undefined
}

describe('A YAML file forbids', () => {
  it('aliases of aliases of aliases', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
    for (let level = 1; level < 10; level++)
      lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`)
    assert.match(problemsOf(lines.join('\n')) ?? '', /^f\.yaml: it has too many aliases/)
  })

  it('nesting that overflows a stack', () => {
    assert.match(problemsOf(`a: ${'['.repeat(20_000)}`) ?? '', /./)
    assert.match(problemsOf(`a: ${'{a: '.repeat(20_000)}`) ?? '', /./)
  })

  it('more than a mebibyte', () => {
    assert.match(problemsOf(`a: ${'x'.repeat(1024 * 1024)}`) ?? '', /more than 1048576 characters/)
  })

  it('pollution of prototypes, and a key twice', () => {
    checkYaml(
      '__proto__: { polluted: yes }\nconstructor: { prototype: { polluted: yes } }',
      'f.yaml',
      anything,
    )
    assert.equal(({} as { polluted?: unknown }).polluted, undefined)
    assert.match(problemsOf('a: 1\na: 2') ?? '', /f\.yaml:2 Map keys must be unique/)
  })

  it('tags that would become objects of a program', () => {
    for (const tag of ['!!js/function "return 1"', '!!python/object/apply:os.system ["x"]', '!!binary x'])
      assert.doesNotThrow(() => checkYaml(`a: ${tag}`, 'f.yaml', anything))
  })
})
