import type { Command } from 'commander'
import { client } from './client.ts'
import { globalOptions } from './global-options.ts'

/** Prints a result: as JSON when `--json` says so, else as text. A string is text already; all else is JSON without `asText`. */
export function print<Result>(
  command: Command,
  result: Result,
  asText: (result: Result) => string = (value) =>
    typeof value === 'string' ? value : JSON.stringify(value, undefined, 2),
): void {
  // What answers nothing is `null` in JSON, and no line at all for people.
  if (globalOptions(command).json) console.log(JSON.stringify(result ?? null, undefined, 2))
  else if (result !== undefined) console.log(asText(result))
}

/** Action of a command that has no words of its own: gets one path of the gateway and prints it. */
export function show<Body>(path: string, asText: (body: Body) => string) {
  return async (_: unknown, command: Command): Promise<void> =>
    print(command, await client(globalOptions(command).server).get<Body>(path), asText)
}
