import type { Command } from 'commander'
import { PlatformError } from '../errors/platform-error.ts'

/** Runs a command line: exit code 1 and a message for what a person can cure, 70 and a stack for a bug. */
export async function run(program: Command, argv: readonly string[]): Promise<void> {
  try {
    await program.parseAsync(argv)
  } catch (error) {
    if (error instanceof PlatformError) {
      console.error(error.message)
      process.exitCode = 1
    } else {
      console.error(error)
      process.exitCode = 70
    }
  }
}
