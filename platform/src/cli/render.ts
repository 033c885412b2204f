import { Command } from 'commander'
import { type ClusterOptions, withClusterOptions } from './cluster-options.ts'
import { globalOptions } from './global-options.ts'

/** Adds the options of whatever renders something. */
export const withRenderOptions = (command: Command): Command =>
  withClusterOptions(
    command
      .option('-o, --output <directory>', 'write a file for each function there instead')
      .option('--helm', 'with --output: write a Helm chart'),
  )

/** `bonghwa render`: the folder that `bonghwa up` runs, as Kubernetes objects. */
export function renderCommand(): Command {
  const command = new Command('render')
    .argument('[directory]', 'where the functions are', '.')
    .description('print the Kubernetes manifests of every function below a directory')
  return withRenderOptions(command).action(
    async (
      directory: string,
      options: ClusterOptions & { output?: string; helm?: boolean },
      self: Command,
    ) => {
      const { renderFolder } = await import('./render-folder.ts')
      const json = globalOptions(self).json ?? false
      await renderFolder(directory, { ...options, json })
    },
  )
}
