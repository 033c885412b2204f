/** Numbers from 0 to 1 that a seed determines. Source: Mulberry32, public domain. */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What breaks parsers more often than chance would find. */
const awkward = [
  ...[
    '',
    '0',
    '-1',
    '1e999',
    'NaN',
    '9007199254740993',
    '0x10',
    'null',
    'true',
    '~',
    '__proto__',
    'constructor',
  ],
  ...[
    '\u0000',
    '\ufeff',
    '\ud800',
    '\u2028',
    '\r\n',
    '\t',
    '[',
    ']',
    '{',
    '}',
    ':',
    ', ',
    '- ',
    '"',
    "'",
    '\\u0000',
  ],
  ...[
    '&a ',
    '*a',
    '!!binary ',
    '<<: *a',
    '---\n',
    '? ',
    '|\n',
    '>\n',
    '%41',
    '%',
    '%ff',
    ' '.repeat(64),
    '['.repeat(80),
  ],
]

const most = 16 * 1024

/** A text that is like `text`, with a few changes: pieces of itself, of another, and of a dictionary in places of chance. */
export function mutated(text: string, other: string, words: readonly string[], random: () => number): string {
  let next = text
  for (let changes = 1 + Math.floor(random() * 4); changes > 0; changes--)
    next = change(next, other, words, random)
  return next.slice(0, most)
}

function change(text: string, other: string, words: readonly string[], random: () => number): string {
  const below = (count: number) => Math.floor(random() * count)
  const at = below(text.length + 1)
  const end = Math.min(text.length, at + below(1 + below(32)))
  const put = (piece: string) => text.slice(0, at) + piece + text.slice(end)
  switch (below(8)) {
    case 0:
      return put('')
    case 1:
      return put(String.fromCharCode(below(256)))
    case 2:
      return put(awkward[below(awkward.length)] ?? '')
    case 3:
      return put(words[below(words.length)] ?? '')
    case 4:
      return put(text.slice(at, end).repeat(1 + below(8)))
    case 5: {
      const from = below(other.length + 1)
      return put(other.slice(from, from + below(64)))
    }
    case 6:
      return put(String(below(2) === 0 ? below(1000) - 500 : random() * 1e6))
    default: {
      const lines = text.split('\n')
      const [line = ''] = lines.splice(below(lines.length), 1)
      lines.splice(below(lines.length + 1), 0, line)
      return lines.join('\n')
    }
  }
}
