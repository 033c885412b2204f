import type { CommandNode, Values } from './command-tree.ts'
import { branches, findPlace, optionBranches, placeOf, quoted } from './shell-case.ts'

/** A script for bash. It asks `PROGRAM completion names KIND` for names. */
export function bashCompletion(program: string, nodes: readonly CommandNode[]): string {
  return `# bash completion for ${program}: source <(${program} completion bash)
_${program}() {
  local word=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
${findPlace(nodes, 'COMP_WORDS', 1, 'COMP_CWORD')}
  case "$at \${COMP_WORDS[COMP_CWORD - 1]}" in
${optionBranches(nodes, (values) => `${replyOf(values)}; return`)}
  esac
  case $word in
  -*) case $at in
${branches(nodes.map((node) => [placeOf(node), words(node.options.map(({ flag }) => flag))]))}
    esac ;;
  *) case $at in
${branches(nodes.map((node) => [placeOf(node), node.subcommands.length > 0 ? words(verbs(node)) : replyOf(node.values)]))}
    esac ;;
  esac
}
complete -F _${program} ${program}
`
}

function replyOf(values: Values): string {
  switch (values.kind) {
    case 'choices':
      return words(values.choices)
    case 'names':
      return `COMPREPLY=($(compgen -W "$("\${COMP_WORDS[0]}" completion names ${values.of} 2> /dev/null)" -- "$word"))`
    case 'directories':
      return 'compopt -o filenames; COMPREPLY=($(compgen -d -- "$word"))'
    case 'files':
      return 'compopt -o filenames; COMPREPLY=($(compgen -f -- "$word"))'
    case 'anything':
      return ':'
  }
}

const words = (choices: readonly string[]): string =>
  `COMPREPLY=($(compgen -W ${quoted(choices.join(' '))} -- "$word"))`

const verbs = (node: CommandNode): string[] => node.subcommands.map(({ path }) => path.at(-1) ?? '')
