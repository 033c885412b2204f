import { Argument, Command } from 'commander'
import { bashCompletion } from './bash-completion.ts'
import { commandTree, flattened, type NamedKind, namedKinds } from './command-tree.ts'
import { fishCompletion } from './fish-completion.ts'
import { globalOptions } from './global-options.ts'
import { zshCompletion } from './zsh-completion.ts'

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }

/** Somebody has pressed the tab key and waits. */
const patienceMs = 500

/** `bonghwa completion`: a script for the shell, and the names that the script asks for. */
export function completionCommand(): Command {
  const completion = new Command('completion')
    .addArgument(new Argument('<shell>', 'whose words it completes').choices(Object.keys(scripts)))
    .description('print a script that completes words at the tab key')
    .action((shell: keyof typeof scripts, _: unknown, command: Command) => {
      const program = command.parent as Command
      process.stdout.write(scripts[shell](program.name(), flattened(commandTree(program))))
    })
  completion
    .command('names', { hidden: true })
    .addArgument(new Argument('<kind>').choices(namedKinds))
    .action(async (kind: NamedKind, _: unknown, command: Command) => {
      for (const name of await names(kind, globalOptions(command).server)) console.log(name)
    })
  return completion
}

const paths: Readonly<Record<NamedKind, string>> = {
  function: '/api/functions',
  node: '/api/nodes',
  region: '/api/regions',
}

/** None when no gateway answers in time: at the tab key there is nobody to tell. */
async function names(kind: NamedKind, server: string): Promise<readonly string[]> {
  try {
    const token = process.env.BONGHWA_TOKEN
    const answer = await fetch(new URL(paths[kind], server), {
      signal: AbortSignal.timeout(patienceMs),
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    })
    const all = (await answer.json()) as { readonly name: string }[]
    return all.map(({ name }) => name)
  } catch {
    return []
  }
}
