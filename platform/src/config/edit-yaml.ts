import { isDeepStrictEqual } from 'node:util'
import { isMap, isNode, isScalar, LineCounter, type Node, type Pair, parseDocument } from 'yaml'

/**
 * The text with `key` of the mapping at `path` set. Only what changes is written, on one line, so that comments and the
 * writer's own layout stay as they are.
 *
 * @param path keys and indices of a mapping that is there
 * @param value numbers, texts without line breaks, and lists of them
 */
export function editYaml(
  text: string,
  path: readonly (string | number)[],
  key: string,
  value: unknown,
): string {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const mapping = document.getIn(path)
  if (!isMap<Node, Node | null>(mapping)) throw new RangeError(`There is no mapping at ${path.join('.')}.`)
  const written = inOneLine(value)
  const edited = edit()
  // Rather an error than a file that says something else.
  document.setIn([...path, key], value)
  if (!isDeepStrictEqual(parseDocument(edited).toJS(), document.toJS()))
    throw new RangeError(`${key} cannot be set in ${path.join('.')} as that is written.`)
  return edited

  function edit(): string {
    const pairs = (mapping as { items: Pair<Node, Node | null>[] }).items
    const existing = pairs.find((pair) => isScalar(pair.key) && pair.key.value === key)
    const [start, end] = rangeOf(existing?.value)
    if (existing !== undefined) return text.slice(0, start) + written + text.slice(end)
    const last = pairs.at(-1)
    if (last === undefined) throw new RangeError(`The mapping at ${path.join('.')} is empty.`)
    const after = rangeOf(last.value ?? last.key)[1]
    if ((mapping as { flow?: boolean }).flow)
      return `${text.slice(0, after)}, ${key}: ${written}${text.slice(after)}`
    const indent = ' '.repeat(lines.linePos(rangeOf(last.key)[0]).col - 1)
    const newline = text.indexOf('\n', after)
    const lineEnd = newline === -1 ? text.length : newline
    return `${text.slice(0, lineEnd)}\n${indent}${key}: ${written}${text.slice(lineEnd)}`
  }

  function rangeOf(node: unknown): readonly [start: number, end: number] {
    const [start = 0, end = 0] = (isNode(node) && node.range) || []
    // A block's range reaches into the lines after it.
    return [start, start + text.slice(start, end).trimEnd().length]
  }
}

const inOneLine = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(inOneLine).join(', ')}]` : JSON.stringify(value)
