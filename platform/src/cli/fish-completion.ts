import type { CommandNode, Values } from './command-tree.ts'
import { placeOf } from './shell-case.ts'

/** A script for fish. It asks `PROGRAM completion names KIND` for names. */
export function fishCompletion(program: string, nodes: readonly CommandNode[]): string {
  const places = nodes.map(placeOf).filter((each) => each !== '')
  return `# fish completion for ${program}: ${program} completion fish | source
function __${program}_at
  set -l at ''
  for word in (commandline -opc)[2..]
    if contains -- "$at $word" ${places.map(quoted).join(' ')}
      set at "$at $word"
    end
  end
  test "$at" = "$argv[1]"
end
complete -c ${program} -f
${nodes.flatMap((node) => linesOf(program, node)).join('\n')}
`
}

function linesOf(program: string, node: CommandNode): string[] {
  const here = `complete -c ${program} -n ${quoted(`__${program}_at ${quoted(placeOf(node))}`)}`
  const verbs = node.subcommands.map(
    ({ path, description }) => `${here} -a ${path.at(-1)} -d ${quoted(description)}`,
  )
  const words = replyOf(program, node.values)
  const options = node.options.map(({ flag, description, values }) => {
    const value = values === undefined ? '' : ` -r ${replyOf(program, values)}`
    return `${here} -l ${flag.slice('--'.length)} -d ${quoted(description)}${value}`
  })
  return [...verbs, ...(verbs.length > 0 || words === '' ? [] : [`${here} ${words}`]), ...options]
}

function replyOf(program: string, values: Values): string {
  switch (values.kind) {
    case 'choices':
      return `-a ${quoted(values.choices.join(' '))}`
    case 'names':
      return `-a ${quoted(`(${program} completion names ${values.of} 2> /dev/null)`)}`
    case 'directories':
      return "-a '(__fish_complete_directories)'"
    case 'files':
      return '-F'
    case 'anything':
      return ''
  }
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
