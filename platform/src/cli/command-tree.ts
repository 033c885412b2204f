import type { Argument, Command, Option } from 'commander'

/** A command line as completion needs it: what may follow which words. */
export interface CommandNode {
  /** The words that lead here: none for the program, `['function', 'list']` for a verb. */
  readonly path: readonly string[]
  readonly description: string
  readonly subcommands: readonly CommandNode[]
  readonly options: readonly OptionNode[]
  /** What its arguments may be, each of them. */
  readonly values: Values
}

export interface OptionNode {
  /** `--type` */
  readonly flag: string
  readonly description: string
  /** `undefined` for one without a value. */
  readonly values: Values | undefined
}

/** What a word may be: one of these, something on disk, the name of something that the gateway knows, or anything. */
export type Values =
  | { readonly kind: 'choices'; readonly choices: readonly string[] }
  | { readonly kind: 'directories' | 'files' | 'anything' }
  | { readonly kind: 'names'; readonly of: NamedKind }

/** What is asked of the gateway, by the name that an argument or an option's value has in the help. */
export const namedKinds = ['function', 'node', 'region'] as const
export type NamedKind = (typeof namedKinds)[number]

/** Reads a commander program. What it calls an argument or value says what may stand there: `<function>`, `<directory>`. */
export function commandTree(command: Command, path: readonly string[] = []): CommandNode {
  const inherited = command.parent ? optionsOfAll(command.parent) : []
  const visible = command.createHelp().visibleCommands(command)
  return {
    path,
    description: command.description(),
    // Commander's own `help` command says nothing that --help does not.
    subcommands: visible
      .filter((each) => each.name() !== 'help')
      .map((each) => commandTree(each, [...path, each.name()])),
    options: [...optionsOf(command), ...inherited],
    values: valuesOf(command.registeredArguments),
  }
}

/** A command, and every command below it. */
export const flattened = (node: CommandNode): CommandNode[] => [node, ...node.subcommands.flatMap(flattened)]

const optionsOfAll = (command: Command): OptionNode[] => [
  ...optionsOf(command).filter(({ flag }) => flag !== '--help' && flag !== '--version'),
  ...(command.parent ? optionsOfAll(command.parent) : []),
]

const optionsOf = (command: Command): OptionNode[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .map((option) => ({
      flag: option.long ?? option.flags,
      description: option.description,
      values:
        option.required || option.optional ? valuesNamed(valueName(option), option.argChoices) : undefined,
    }))

const valueName = ({ flags }: Option): string => /[<[]([\w-]+)/.exec(flags)?.[1] ?? ''

function valuesOf([first]: readonly Argument[]): Values {
  return first === undefined ? { kind: 'anything' } : valuesNamed(first.name(), first.argChoices)
}

function valuesNamed(name: string, choices: readonly string[] | undefined): Values {
  if (choices !== undefined) return { kind: 'choices', choices }
  if (isNamedKind(name)) return { kind: 'names', of: name }
  if (name === 'directory') return { kind: 'directories' }
  return { kind: name.endsWith('file') ? 'files' : 'anything' }
}

const isNamedKind = (name: string): name is NamedKind => namedKinds.includes(name as NamedKind)
