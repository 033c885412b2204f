import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { retryAfterMs } from './failure.ts'
import { fitText, graphemes, mastodonLength, xLength } from './fit-text.ts'
import { redact } from './redact.ts'
import { sampleNote } from './sample-note.ts'

const { text } = sampleNote()
const length = (all: string) => graphemes(all).length

describe('The words of a post in a channel', () => {
  it('are Korean, English, or both where both fit', () => {
    const limit = { most: 1000, measure: length }
    assert.equal(fitText(text, 'ko', limit), text.ko)
    assert.equal(fitText(text, 'en', limit), text.en)
    assert.equal(fitText(text, 'both', limit), `${text.ko}\n\n${text.en}`)
    assert.equal(fitText(text, 'both', { ...limit, most: 500 }), text.ko)
  })

  it('lose their last lines where they are too long, and keep the link to the map', () => {
    const fitted = fitText(text, 'en', { most: 280, measure: length })
    assert.ok(length(fitted) <= 280)
    const lines = fitted.split('\n')
    assert.deepEqual(lines.slice(0, -1), text.en.split('\n').slice(0, lines.length - 1))
    assert.match(lines.at(-1) ?? '', /^Map: https:/)
  })

  it('are cut where even the first line is too long', () => {
    assert.equal(fitText({ ko: '불'.repeat(20), en: '' }, 'ko', { most: 5, measure: length }), '불불불불…')
  })

  it('of every language fit into 280 of X and 500 of Mastodon with what, where, when and the link', () => {
    for (const language of ['ko', 'en'] as const)
      for (const limit of [
        { most: 280, measure: xLength },
        { most: 500, measure: mastodonLength },
      ]) {
        const fitted = fitText(text, language, limit)
        assert.ok(limit.measure(fitted) <= limit.most)
        assert.match(fitted, /37\.4979, 127\.0276.*(14:05|오후 2:05).*https:/s)
      }
  })
})

describe('Lengths', () => {
  it('are counted as each service counts them', () => {
    assert.equal(xLength('fire'), 4)
    assert.equal(xLength('불'), 2)
    assert.equal(xLength('see https://www.openstreetmap.org/?mlat=37.4979&mlon=127.0276'), 4 + 23)
    assert.equal(mastodonLength('불 https://www.openstreetmap.org/?mlat=37.4979&mlon=127.0276'), 2 + 23)
    assert.equal(length('👨‍👩‍👧가'), 2)
  })
})

describe('How long a service wants to be left alone', () => {
  const now = Date.UTC(2026, 10, 24, 5)
  const wait = (headers: Readonly<Record<string, string>>) =>
    retryAfterMs((name) => headers[name] ?? null, now)

  it('is read from the header that it uses', () => {
    assert.equal(wait({ 'retry-after': '30' }), 30_000)
    assert.equal(wait({ 'retry-after': 'Tue, 24 Nov 2026 05:02:00 GMT' }), 120_000)
    assert.equal(wait({ 'x-rate-limit-reset': String(now / 1000 + 60) }), 60_000)
    assert.equal(wait({ 'ratelimit-reset': String(now / 1000 + 60) }), 60_000)
    assert.equal(wait({ 'x-ratelimit-reset': '2026-11-24T05:05:00.000Z' }), 300_000)
  })

  it('is nothing when it says nothing that could be read, and an hour at most', () => {
    assert.equal(wait({}), undefined)
    assert.equal(wait({ 'retry-after': 'soon' }), undefined)
    assert.equal(wait({ 'retry-after': 'Tue, 24 Nov 2026 04:00:00 GMT' }), 0)
    assert.equal(wait({ 'retry-after': '86400' }), 3_600_000)
  })
})

describe('A secret', () => {
  it('is taken out of a text as it is, in an address, and in a header', () => {
    const secret = 'a/secret+of ours'
    const told = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')].join(' | ')
    assert.equal(redact(told, [secret]), '… | … | …')
    assert.equal(redact('a b', ['', 'b']), 'a b')
  })
})
