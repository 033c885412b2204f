import { type Command, CommanderError } from 'commander'
import { PlatformError } from '../errors/platform-error.ts'
import { UsageError } from './errors.ts'

/**
 * Runs a command line. What went wrong is told on stderr, stdout stays for results: a message, or with `--json` the line
 * `{"error": {"code", "message"}}`. The exit code is 1 for what a person can cure, 2 for words that the command line
 * does not know, 70 for a bug.
 */
export async function run(program: Command, argv: readonly string[]): Promise<void> {
  const json = argv.includes('--json')
  tellNothing(program)
  try {
    // Without a word, say what words there are.
    await program.parseAsync(argv.length > 2 ? argv : [...argv, '--help'])
  } catch (error) {
    // Help and version are no errors, though commander throws them.
    if (error instanceof CommanderError && error.exitCode === 0) return
    process.exitCode = exitCodeOf(error)
    console.error(json ? asJson(error) : asText(error))
  }
}

/** Keeps commander from printing errors and from ending the process: both are done here, in one way for all. */
function tellNothing(command: Command): void {
  command
    .exitOverride((error) => {
      throw error.exitCode === 0 ? error : usageError(error, command)
    })
    .configureOutput({ writeErr: () => {} })
  for (const each of command.commands) tellNothing(each)
}

function usageError(error: CommanderError, command: Command): UsageError {
  const words = wordsOf(command)
  if (error.code === 'commander.help') {
    const choice = command.commands.map((each) => each.name()).join(', ')
    return new UsageError(`\`${words}\` needs one of: ${choice}.`, `See \`${words} --help\`.`)
  }
  const [problem = '', suggestion = ''] = error.message.replace(/^error: /, '').split('\n')
  const said = `${problem[0]?.toUpperCase()}${problem.slice(1).replace(/\.$/, '')}.`
  const meant = suggestion.replace(/^\((.*)\)$/, ' $1')
  return new UsageError(said + meant, `See \`${words} --help\`.`)
}

const wordsOf = (command: Command): string =>
  command.parent ? `${wordsOf(command.parent)} ${command.name()}` : command.name()

function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return 2
  return error instanceof PlatformError ? 1 : 70
}

const asText = (error: unknown): unknown => (error instanceof PlatformError ? error.message : error)

const asJson = (error: unknown): string =>
  JSON.stringify({
    error:
      error instanceof PlatformError
        ? { code: error.code, message: error.message }
        : { code: 'BONGHWA_BUG', message: `This is a bug: ${(error as Error).message}` },
  })
