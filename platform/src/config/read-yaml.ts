import { readFile } from 'node:fs/promises'
import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { ConfigInvalidError, type ConfigProblem } from './errors.ts'

/**
 * Reads a YAML file into the shape of `schema`. Nothing is guessed: a key that the schema does not know is a problem too.
 *
 * @throws ConfigInvalidError naming the file and, for every problem at once, its line and key
 */
export async function readYaml<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigInvalidError(file, [{ line: 0, key: '', message: `cannot be read (${cause.code})` }])
  })
  return parseYaml(file, text, schema)
}

/** The same for text already read; `file` only names it in errors. */
export function parseYaml<Schema extends z.ZodType>(
  file: string,
  text: string,
  schema: Schema,
): z.output<Schema> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0) {
    throw new ConfigInvalidError(
      file,
      document.errors.map((error) => ({
        line: lines.linePos(error.pos[0]).line,
        key: '',
        message: (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, ''),
      })),
    )
  }
  const parsed = schema.safeParse(document.toJS() ?? {})
  if (parsed.success) return parsed.data
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as
        | { range?: [number, number, number] }
        | undefined
      if (node?.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  throw new ConfigInvalidError(
    file,
    parsed.error.issues
      .flatMap((issue) => problems(issue))
      .map(({ path, message }) => ({
        line: lineOf(path),
        key: path.join('.'),
        message,
      })),
  )
}

function problems(issue: z.core.$ZodIssue): Omit<ConfigProblem & { path: PropertyKey[] }, 'line' | 'key'>[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'is not a key known here' }))
  }
  return [{ path: [...issue.path], message: issue.message }]
}
