/**
 * Formulas of `scalingModifiers`: the part of expr-lang that makes a number out of triggers. Literals, trigger names,
 * `nil`; `+ - * / % ** ^`, comparisons, `in`, `and or not && || !`, `?:`, `??`, parentheses, lists; the functions below,
 * those over lists also with a predicate as in `count([a, b], {# > 1})`. No text, no maps, no `let`, no pipes.
 *
 * Precedences are expr-lang's own (1.17, `parser/operator`), where `??` binds tightest.
 */
export interface Formula {
  /** What the formula comes to. */
  evaluate(triggers: ReadonlyMap<string, number | null>): number | null
}

/** A formula is not one, names an unknown trigger, or comes to something that is no number. */
export class FormulaError extends Error {}

/**
 * Compiles and, as KEDA's admission does, tries the formula with -1 for every trigger.
 *
 * @throws FormulaError
 */
export function compileFormula(text: string, triggers: readonly string[]): Formula {
  const expression = parse(text, triggers)
  const formula: Formula = {
    evaluate: (values) => {
      const result = expression({ values, element: undefined })
      if (result === null || typeof result === 'number') return result
      throw new FormulaError(`comes to ${describe(result)} where a number is needed`)
    },
  }
  formula.evaluate(new Map(triggers.map((name) => [name, -1])))
  return formula
}

type Value = number | boolean | null | readonly Value[]

interface Scope {
  readonly values: ReadonlyMap<string, number | null>
  /** `#`, inside a predicate. */
  readonly element: Value | undefined
}

type Expression = (scope: Scope) => Value

const binary: Readonly<Record<string, readonly [precedence: number, apply: (a: Value, b: Value) => Value]>> =
  {
    '==': [20, (a, b) => a === b],
    '!=': [20, (a, b) => a !== b],
    '<': [20, (a, b) => number(a) < number(b)],
    '>': [20, (a, b) => number(a) > number(b)],
    '<=': [20, (a, b) => number(a) <= number(b)],
    '>=': [20, (a, b) => number(a) >= number(b)],
    in: [20, (a, b) => list(b).includes(a)],
    '+': [30, (a, b) => number(a) + number(b)],
    '-': [30, (a, b) => number(a) - number(b)],
    '*': [60, (a, b) => number(a) * number(b)],
    '/': [60, (a, b) => number(a) / number(b)],
    '%': [60, (a, b) => whole(a) % whole(b)],
    '**': [100, (a, b) => number(a) ** number(b)],
    '^': [100, (a, b) => number(a) ** number(b)],
  }

const functions: Readonly<Record<string, (...args: Value[]) => Value>> = {
  abs: (x = null) => Math.abs(number(x)),
  ceil: (x = null) => Math.ceil(number(x)),
  floor: (x = null) => Math.floor(number(x)),
  // Go rounds halves away from zero, JavaScript towards infinity.
  round: (x = null) => Math.sign(number(x)) * Math.round(Math.abs(number(x))),
  int: (x = null) => Math.trunc(number(x)),
  float: (x = null) => (x === null ? null : number(x)),
  min: (...args) => Math.min(...numbers(args)),
  max: (...args) => Math.max(...numbers(args)),
  sum: (...args) => numbers(args).reduce((total, each) => total + each, 0),
  mean: (...args) => mean(numbers(args)),
  median: (...args) => {
    const sorted = numbers(args).toSorted((a, b) => a - b)
    return mean(sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1))
  },
  len: (x = null) => list(x).length,
}

type OverList = (elements: readonly Value[], predicate: (element: Value) => Value) => Value

const overLists: Readonly<Record<string, OverList>> = {
  count: (elements, predicate) => elements.filter((each) => boolean(predicate(each))).length,
  all: (elements, predicate) => elements.every((each) => boolean(predicate(each))),
  any: (elements, predicate) => elements.some((each) => boolean(predicate(each))),
  none: (elements, predicate) => !elements.some((each) => boolean(predicate(each))),
  one: (elements, predicate) => elements.filter((each) => boolean(predicate(each))).length === 1,
  filter: (elements, predicate) => elements.filter((each) => boolean(predicate(each))),
  map: (elements, predicate) => elements.map(predicate),
  sum: (elements, predicate) => elements.reduce((total: number, each) => total + number(predicate(each)), 0),
}

function parse(text: string, triggers: readonly string[]): Expression {
  const tokens = tokensOf(text)
  let position = 0
  const peek = () => tokens[position] ?? ''
  const take = () => tokens[position++] ?? ''
  const expect = (token: string) => {
    const found = take()
    if (found !== token) throw new FormulaError(`has ${quoted(found)} where ${quoted(token)} is needed`)
  }

  const formula = conditional()
  if (position < tokens.length) throw new FormulaError(`does not go on with ${quoted(peek())}`)
  return formula

  function conditional(): Expression {
    const condition = operation(0)
    if (peek() !== '?') return condition
    take()
    const yes = conditional()
    expect(':')
    const no = conditional()
    return (scope) => (boolean(condition(scope)) ? yes(scope) : no(scope))
  }

  function operation(least: number): Expression {
    let left = unary()
    for (;;) {
      const operator = peek()
      const before = left
      if (operator === '??' && least <= 500) {
        take()
        const right = operation(501)
        left = (scope) => before(scope) ?? right(scope)
      } else if ((operator === 'or' || operator === '||') && least <= 10) {
        take()
        const right = operation(11)
        left = (scope) => boolean(before(scope)) || boolean(right(scope))
      } else if ((operator === 'and' || operator === '&&') && least <= 15) {
        take()
        const right = operation(16)
        left = (scope) => boolean(before(scope)) && boolean(right(scope))
      } else {
        const [precedence, apply] = binary[operator] ?? []
        if (precedence === undefined || apply === undefined || precedence < least) return left
        take()
        const right = operation(precedence === 100 ? precedence : precedence + 1)
        left = (scope) => apply(before(scope), right(scope))
      }
    }
  }

  function unary(): Expression {
    const operator = peek()
    if (operator === '-' || operator === '+') {
      take()
      const operand = operation(90)
      return (scope) => (operator === '-' ? -number(operand(scope)) : number(operand(scope)))
    }
    if (operator === '!' || operator === 'not') {
      take()
      const operand = operation(50)
      return (scope) => !boolean(operand(scope))
    }
    return primary()
  }

  function primary(): Expression {
    const token = take()
    if (/^[\d.]/.test(token)) {
      const value = Number(token.replaceAll('_', ''))
      return () => value
    }
    if (token === '(') {
      const inner = conditional()
      expect(')')
      return inner
    }
    if (token === '[') {
      const elements = listUntil(']')
      return (scope) => elements.map((each) => each(scope))
    }
    if (token === '#') {
      return ({ element }) => {
        if (element === undefined) throw new FormulaError('uses # outside a predicate')
        return element
      }
    }
    if (token === 'nil') return () => null
    if (token === 'true' || token === 'false') return () => token === 'true'
    if (!/^[\p{L}_$]/u.test(token)) {
      throw new FormulaError(token === '' ? 'ends too early' : `has ${quoted(token)} where a value is needed`)
    }
    if (peek() === '(') {
      take()
      return call(token)
    }
    if (!triggers.includes(token)) throw new FormulaError(`names ${token}, which is no trigger's name`)
    return ({ values }) => values.get(token) ?? null
  }

  function call(name: string): Expression {
    const args = listUntil(')')
    const [elements, predicate] = args
    const overList = overLists[name]
    if (overList !== undefined && elements !== undefined && predicate !== undefined && args.length === 2) {
      return (scope) =>
        overList(list(elements(scope)), (element) => predicate({ values: scope.values, element }))
    }
    const plain = functions[name]
    if (plain === undefined) throw new FormulaError(`calls ${name}, which is no function known here`)
    return (scope) => plain(...args.map((each) => each(scope)))
  }

  function listUntil(end: string): Expression[] {
    const items: Expression[] = []
    while (peek() !== end) {
      if (peek() === '{') {
        take()
        items.push(conditional())
        expect('}')
      } else items.push(conditional())
      if (peek() === ',') take()
      else break
    }
    expect(end)
    return items
  }
}

function tokensOf(text: string): string[] {
  const token =
    /\s*(\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+|[\p{L}_$][\p{L}\p{N}_$]*|\*\*|==|!=|<=|>=|&&|\|\||\?\?|[-+*/%^<>!?:()[\]{},#])\s*/uy
  const tokens: string[] = []
  while (token.lastIndex < text.length) {
    const from = token.lastIndex
    const found = token.exec(text)?.[1]
    if (found === undefined) throw new FormulaError(`cannot be read from ${quoted(text.slice(from))} on`)
    tokens.push(found)
  }
  return tokens
}

function number(value: Value): number {
  if (typeof value === 'number') return value
  throw new FormulaError(`has ${describe(value)} where a number is needed`)
}

function whole(value: Value): number {
  if (Number.isInteger(number(value))) return number(value)
  throw new FormulaError(`takes the remainder of ${value}, which is no whole number; use int(...)`)
}

function boolean(value: Value): boolean {
  if (typeof value === 'boolean') return value
  throw new FormulaError(`has ${describe(value)} where a condition is needed`)
}

function list(value: Value): readonly Value[] {
  if (Array.isArray(value)) return value
  throw new FormulaError(`has ${describe(value)} where a list is needed`)
}

/** Numbers given one by one, in lists, or both. */
const numbers = (args: readonly Value[]): number[] =>
  args.flatMap((arg) => (Array.isArray(arg) ? numbers(arg) : [number(arg)]))

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((total, each) => total + each, 0) / values.length

const describe = (value: Value): string =>
  value === null ? 'nil' : Array.isArray(value) ? 'a list' : String(value)

const quoted = (token: string): string => (token === '' ? 'the end' : `"${token}"`)
