import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { textWithLinks } from './text-with-links.ts'

describe('a text with links', () => {
  it('names an address by its host', () => {
    assert.deepEqual(
      textWithLinks('불이 난 것으로 보입니다.\n지도: https://www.openstreetmap.org/?mlat=36.3'),
      [
        { text: '불이 난 것으로 보입니다.\n지도: ' },
        { text: 'openstreetmap.org', href: 'https://www.openstreetmap.org/?mlat=36.3' },
      ],
    )
  })

  it('links to the web alone', () => {
    assert.deepEqual(textWithLinks('javascript:alert(1)'), [{ text: 'javascript:alert(1)' }])
  })
})
