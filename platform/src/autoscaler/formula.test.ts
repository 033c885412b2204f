import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compileFormula, FormulaError } from './formula.ts'

const value = (text: string, triggers: Readonly<Record<string, number | null>> = {}) =>
  compileFormula(text, Object.keys(triggers)).evaluate(new Map(Object.entries(triggers)))

describe('A formula', () => {
  it('M6: adds triggers', () => assert.equal(value('a + b', { a: 2, b: 5 }), 7))
  it('binds as expr-lang does', () => {
    assert.equal(value('1 + 2 * 3 - 4 - 5'), -2)
    assert.equal(value('-2 ** 2'), -4)
    assert.equal(value('2 ^ 3 ** 2'), 512)
    assert.equal(value('(1 + 2) * 7 % 4'), 1)
    assert.equal(value('a ?? 2 + 3', { a: null }), 5)
    assert.equal(value('7 / 2'), 3.5)
  })
  it('chooses', () => {
    assert.equal(value('a > 1 && not (b < 2) ? max(a, b) : 0', { a: 2, b: 5 }), 5)
    assert.equal(value('a == 3 or b in [1, 2] ? 1 : 2', { a: 2, b: 5 }), 2)
    assert.equal(value('count([a, b], {# > 1}) > 1 ? 5 : 0', { a: 2, b: 5 }), 5)
    assert.equal(value('a ?? b ?? 9', { a: null, b: null }), 9)
  })
  it('calls functions', () => {
    assert.equal(value('ceil(a) + floor(a) + round(a) + int(a) + abs(-a)', { a: 1.5 }), 2 + 1 + 2 + 1 + 1.5)
    assert.equal(
      value('min([a, b]) + sum([a, b]) + mean([a, b]) + median([a, b, 9])', { a: 1, b: 3 }),
      1 + 4 + 2 + 3,
    )
    assert.equal(value('round(-2.5)'), -3)
    assert.equal(value('float(a)', { a: null }), null)
  })
  it('is refused with the reason', () => {
    const refused = (text: string, problem: RegExp) =>
      assert.throws(
        () => value(text, { a: 1 }),
        (error) => error instanceof FormulaError && problem.test(error.message),
      )
    refused('a +', /ends too early/)
    refused('a > 0 ? c : 1', /names c/)
    refused('a > 0', /comes to false where a number is needed/)
    refused('foo(a)', /calls foo/)
    refused("a + 'x'", /cannot be read from/)
    refused('a ? 1 : 2', /where a condition is needed/)
    refused('(a', /where "\)" is needed/)
  })
})
