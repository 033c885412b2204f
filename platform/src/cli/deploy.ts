import { Command } from 'commander'
import type { Redeployed } from '../control/redeploy.ts'
import { client } from './client.ts'
import { globalOptions } from './global-options.ts'
import { print } from './show.ts'

/** `bonghwa deploy`: what is new or has changed in the folders of a platform that runs. */
export const deployCommand = (): Command =>
  new Command('deploy')
    .argument('[function]', 'this one alone')
    .description('deploy from its folder again what is new or has changed, while the rest goes on')
    .action(async (name: string | undefined, _: unknown, command: Command) => {
      const path = name === undefined ? '/api/deploy' : `/api/functions/${encodeURIComponent(name)}/deploy`
      const result = await client(globalOptions(command).server).post<Redeployed>(path)
      print(command, result, text)
      if (result.failed.length > 0) process.exitCode = 1
    })

function text({ deployed, unchanged, failed }: Redeployed): string {
  return [
    ...deployed.map((name) => `${name} is deployed.`),
    ...(unchanged.length === 0 ? [] : [`Unchanged: ${unchanged.join(', ')}.`]),
    ...failed.map(({ name, problem }) => `${name} is not: ${problem}`),
  ].join('\n')
}
