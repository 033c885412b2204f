import { Command } from 'commander'
import { parseWholeNumber } from './option-values.ts'
import type { SimulateOptions } from './run-simulation.ts'

/** `bonghwa simulate`: a day of many cameras, by the code that decides on a real platform. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .argument('<scenario-file>', 'regions, cameras, what happens and how long things take, as YAML')
    .description('a simulated day: how fast, how many instances, what it costs, in three ways of waking')
    .option('--seed <number>', 'of its dice', parseWholeNumber, 1)
    .option('--hours <number>', 'from midnight on', parseWholeNumber, 24)
    .option('--cameras <number>', 'instead of those of the scenario', parseWholeNumber)
    .option('--out <directory>', 'write report.json and the plots there')
    .action(async (file: string, _: unknown, simulate: Command) => {
      const { runSimulation } = await import('./run-simulation.ts')
      await runSimulation(file, simulate.optsWithGlobals<SimulateOptions>())
    })
}
