import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { editYaml } from './edit-yaml.ts'

const text = `# Ours.
cameras:
  - id: north   # by the gate
    source: { file: a.mp4 } # for now
  # The other one.
  - { id: south, masks: [[0, 0]] }
  - id: west
    masks:
      - [0, 1]
    # Its clip.
    source: { file: b.mp4 }
`

describe('Editing a YAML file', () => {
  it('adds a line after what is there, and leaves every other character alone', () => {
    assert.equal(
      editYaml(text, ['cameras', 0], 'masks', [[[0, 0.5]]]),
      text.replace('# for now\n', '# for now\n    masks: [[[0, 0.5]]]\n'),
    )
  })

  it('puts another value in the place of one', () => {
    assert.equal(editYaml(text, ['cameras', 1], 'masks', []), text.replace('[[0, 0]]', '[]'))
    assert.equal(
      editYaml(text, ['cameras', 2], 'masks', [[1]]),
      text.replace('- [0, 1]\n    # Its', '[[1]]\n    # Its'),
    )
  })

  it('adds to a mapping in braces', () => {
    assert.equal(
      editYaml(text, ['cameras', 1], 'zones', [1, 2]),
      text.replace('[[0, 0]] }', '[[0, 0]], zones: [1, 2] }'),
    )
  })

  it('refuses a place that is not there', () => {
    assert.throws(() => editYaml(text, ['cameras', 7], 'masks', []), /no mapping at cameras\.7/)
  })
})
