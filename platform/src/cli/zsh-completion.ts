import type { CommandNode, Values } from './command-tree.ts'
import { branches, findPlace, optionBranches, placeOf, quoted } from './shell-case.ts'

/** A script for zsh, to be sourced or put on its `fpath`. It asks `PROGRAM completion names KIND` for names. */
export function zshCompletion(program: string, nodes: readonly CommandNode[]): string {
  return `#compdef ${program}
# zsh completion for ${program}: source <(${program} completion zsh), after compinit
_${program}() {
  local -a list
${findPlace(nodes, 'words', 2, 'CURRENT')}
  case "$at \${words[CURRENT - 1]}" in
${optionBranches(nodes, (values) => `${replyOf(values)}; return`)}
  esac
  case \${words[CURRENT]} in
  -*) case $at in
${branches(nodes.map((node) => [placeOf(node), described(node.options.map(({ flag, description }) => [flag, description]))]))}
    esac ;;
  *) case $at in
${branches(nodes.map((node) => [placeOf(node), node.subcommands.length > 0 ? described(verbs(node)) : replyOf(node.values)]))}
    esac ;;
  esac
}
if [ "$funcstack[1]" = _${program} ]; then _${program} "$@"; else compdef _${program} ${program}; fi
`
}

function replyOf(values: Values): string {
  switch (values.kind) {
    case 'choices':
      return `compadd -- ${values.choices.join(' ')}`
    case 'names':
      return `compadd -- \${(f)"$(\${words[1]} completion names ${values.of} 2> /dev/null)"}`
    case 'directories':
      return '_files -/'
    case 'files':
      return '_files'
    case 'anything':
      return ':'
  }
}

type Described = readonly [word: string, description: string]

const described = (rows: readonly Described[]): string =>
  `list=(${rows.map((row) => quoted(row.join(':'))).join(' ')}); _describe '' list`

const verbs = (node: CommandNode): Described[] =>
  node.subcommands.map(({ path, description }) => [path.at(-1) ?? '', description])
