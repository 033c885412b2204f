import type { Command } from 'commander'

/** What the program itself takes, before or after the words of any command. */
export interface GlobalOptions {
  /** URL of the gateway. */
  readonly server: string
  readonly json?: boolean
}

export const globalOptions = (command: Command): GlobalOptions => command.optsWithGlobals<GlobalOptions>()
