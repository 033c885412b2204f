import type { CommandNode, OptionNode, Values } from './command-tree.ts'

// What the completion scripts of bash and zsh have in common: the language of `case`.

/** A command as the scripts name it: ` function list`; the empty text is the program. */
export const placeOf = ({ path }: CommandNode): string => path.map((word) => ` ${word}`).join('')

export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Branches of a `case`, one for each action. */
export function branches(rows: readonly (readonly [pattern: string, action: string])[]): string {
  const patterns = new Map<string, string[]>()
  for (const [pattern, action] of rows)
    patterns.set(action, [...(patterns.get(action) ?? []), quoted(pattern)])
  return [...patterns]
    .map(([action, alternatives]) => `    ${alternatives.join(' | ')}) ${action} ;;`)
    .join('\n')
}

/** A loop that leaves in `at` which command the words before the cursor name. */
export function findPlace(
  nodes: readonly CommandNode[],
  words: string,
  first: number,
  cursor: string,
): string {
  const places = nodes.map(placeOf).filter((each) => each !== '')
  return `  local at= i
  for ((i = ${first}; i < ${cursor}; i++)); do
    case "$at \${${words}[i]}" in
      ${places.map(quoted).join(' | ')}) at="$at \${${words}[i]}" ;;
    esac
  done`
}

/** A branch for each option that takes a value. */
export function optionBranches(nodes: readonly CommandNode[], action: (values: Values) => string): string {
  return branches(
    nodes.flatMap((node) =>
      node.options
        .filter(takesValue)
        .map(({ flag, values }) => [`${placeOf(node)} ${flag}`, action(values)] as const),
    ),
  )
}

const takesValue = (option: OptionNode): option is OptionNode & { readonly values: Values } =>
  option.values !== undefined
