import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { z } from 'zod'
import { SceneInvalidError } from './errors.ts'
import { type Scene, sceneSchema } from './scene.ts'

/**
 * Reads the text of a scene file. Nothing is guessed: a key that scenes do not know is a problem too.
 *
 * @param name the scene's name; errors call the file `NAME.yaml`
 * @throws SceneInvalidError naming, for every problem at once, its line and key
 */
export function readScene(text: string, name: string): Scene {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineOf = (offset: number) => lines.linePos(offset).line
  if (document.errors.length > 0) {
    throw new SceneInvalidError(
      name,
      document.errors.map(
        ({ pos, message }) => `${name}.yaml:${lineOf(pos[0])} ${message.split(' at line ')[0]}`,
      ),
    )
  }
  const result = sceneSchema.safeParse(document.toJS() ?? {})
  if (result.success) return { name, ...result.data }
  const problems = result.error.issues.flatMap((issue) =>
    pathsOf(issue).map((path) => {
      const line = lineOf(offsetOf(document.contents, path))
      return `${name}.yaml:${line} ${keyName(path)}: ${plainly(issue, document.getIn(path))}`
    }),
  )
  throw new SceneInvalidError(name, problems)
}

type Path = readonly (string | number)[]

function pathsOf(issue: z.core.$ZodIssue): Path[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path]
}

/** Where the key or item at `path` begins, or the nearest thing above it that is there. */
function offsetOf(root: Node | null, path: Path): number {
  let node: unknown = root
  let offset = root?.range?.[0] ?? 0
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part)
      if (pair === undefined) break
      offset = (pair.key as Node).range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      const item = node.items[Number(part)] as Node | undefined
      if (item === undefined) break
      offset = item.range?.[0] ?? offset
      node = item
    } else break
  }
  return offset
}

/** `cameras[1].at` */
const keyName = (path: Path): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '')

/** What is wrong there, and what belongs there. */
function plainly(issue: z.core.$ZodIssue, found: unknown): string {
  if (issue.code === 'unrecognized_keys') return 'is no key here'
  if (found === undefined) return 'is missing'
  if (issue.code === 'invalid_value')
    return `${String(found)} must be ${issue.values.map(String).join(' or ')}`
  if (issue.code === 'invalid_union') return `${String(found)} is none of those that are known`
  if (issue.code === 'invalid_type') return `must be a ${issue.expected}`
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}`
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}`
  return issue.message
}
