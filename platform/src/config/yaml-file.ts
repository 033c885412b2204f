import { readFileSync } from 'node:fs'
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import type { z } from 'zod'
import { nearestWord } from './nearest-word.ts'

/** A YAML text that has the shape asked for. */
export interface CheckedYaml<T> {
  readonly value: T
  /** `file:line key: problem`, for what only the caller can find wrong. */
  at(path: readonly (string | number)[], problem: string): string
}

/** Reads a file, or throws what `error` makes of the reason. */
export function readText(file: string, error: (problem: string) => Error): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw error(missing ? `there is no file ${file}` : `${file}: ${(cause as Error).message}`)
  }
}

/** Parses and checks; all problems come together, each naming the file, the line and the key. */
export function checkYaml<Schema extends z.ZodType>(
  text: string,
  file: string,
  schema: Schema,
): CheckedYaml<z.infer<Schema>> | { readonly problems: readonly string[] } {
  const lines = new LineCounter()
  const read = readDocument(text, lines)
  if ('problem' in read) return { problems: [`${file}: ${read.problem}`] }
  const { document, content } = read
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map((error) => {
        const [summary] = error.message.split(/ at line \d/)
        return `${file}:${lines.linePos(error.pos[0]).line} ${summary}`
      }),
    }
  }
  const at = (path: readonly (string | number)[], problem: string) => {
    const where = `${file}:${lines.linePos(offsetOf(document.contents, path)).line}`
    return `${where} ${keyName(path)}: ${problem}`
  }
  const result = schema.safeParse(content ?? {})
  if (result.success) return { value: result.data, at }
  const problems = result.error.issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
    if (issue.code !== 'unrecognized_keys') return [at(path, plainly(issue, document.getIn(path)))]
    const known = knownKeys(schema, path)
    return issue.keys.map((key) => at([...path, key], unknownKey(key, known)))
  })
  return { problems }
}

const mostYamlBytes = 1024 * 1024

/** What is written to break whoever reads it, by size, by depth or by aliases of aliases, is a problem like any other. */
function readDocument(text: string, lineCounter: LineCounter) {
  if (text.length > mostYamlBytes) return { problem: `it has more than ${mostYamlBytes} characters` }
  try {
    const document = parseDocument(text, { lineCounter, logLevel: 'error' })
    return {
      document,
      content: document.errors.length === 0 ? document.toJS({ maxAliasCount: 100 }) : undefined,
    }
  } catch (error) {
    if (error instanceof RangeError) return { problem: 'it is nested too deeply' }
    if (error instanceof ReferenceError) return { problem: 'it has too many aliases, or one of nothing' }
    throw error
  }
}

/** Where the value at `path` begins, or its key when it has one, or the nearest thing above that is there. */
function offsetOf(root: Node | null, path: readonly (string | number)[]): number {
  let node: unknown = root
  let offset = root?.range?.[0] ?? 0
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => (isScalar(key) ? key.value : key) === part)
      if (pair === undefined) break
      offset = (pair.key as Node).range?.[0] ?? offset
      node = pair.value
    } else {
      const item = (node as { items?: Node[] } | null)?.items?.[Number(part)]
      if (item === undefined) break
      offset = item.range?.[0] ?? offset
      node = item
    }
  }
  return offset
}

/** `spec.cameras[3].region` */
function keyName(path: readonly (string | number)[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '')
}

/** Zod's sentence in this file's tone: what is wrong there, and what belongs there. */
function plainly(issue: z.core.$ZodIssue, found: unknown): string {
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String)
    if (found === undefined) return `is missing (${allowed.join(' or ')})`
    const near = nearestWord(String(found), allowed)
    return `${String(found)} must be ${allowed.join(' or ')}${near === undefined ? '' : `; did you mean ${near}?`}`
  }
  if (issue.code === 'invalid_type') {
    const wanted = plainTypes[issue.expected] ?? `a ${issue.expected}`
    return found === undefined ? `is missing (${wanted})` : `must be ${wanted}`
  }
  if (issue.code === 'too_small')
    return `must ${bound(issue.origin)} ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
  if (issue.code === 'too_big')
    return `must ${bound(issue.origin)} ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`
  return issue.message.replace(/^Invalid (input|string): /, '')
}

const plainTypes: Readonly<Record<string, string>> = {
  object: 'a map of keys',
  array: 'a list',
  string: 'a text',
}
const bound = (origin: string) => (origin === 'array' || origin === 'string' ? 'have' : 'be')

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearestWord(key, known)
  return near === undefined
    ? `is no key here; known are ${known.join(', ')}`
    : `is no key here; did you mean ${near}?`
}

/** The keys of the object schema at `path`, seen through arrays, defaults and optionals. */
function knownKeys(schema: z.ZodType, path: readonly (string | number)[]): readonly string[] {
  const inside = (schemas: readonly z.ZodType[], part: string | number) =>
    schemas.flatMap((each) => {
      const { shape, element } = unwrapped(each).def
      return (typeof part === 'number' ? element : shape?.[part]) ?? []
    })
  const reached = path.reduce<readonly z.ZodType[]>(
    (schemas, part) => alternatives(inside(schemas, part)),
    alternatives([schema]),
  )
  return [...new Set(reached.flatMap((each) => Object.keys(unwrapped(each).def.shape ?? {})))]
}

/** The members of a union; anything else is its own only alternative. */
function alternatives(schemas: readonly z.ZodType[]): readonly z.ZodType[] {
  return schemas.flatMap((schema) => unwrapped(schema).def.options ?? [schema])
}

interface SchemaNode {
  readonly def: {
    shape?: Record<string, z.ZodType>
    element?: z.ZodType
    innerType?: z.ZodType
    options?: z.ZodType[]
  }
}

function unwrapped(schema: z.ZodType): SchemaNode {
  let node = schema as unknown as SchemaNode
  while (node.def.innerType !== undefined) node = node.def.innerType as unknown as SchemaNode
  return node
}
