import { Command } from 'commander'
import { completionCommand } from './completion.ts'
import { deadLetterCommand } from './deadletter.ts'
import { eventCommand } from './event.ts'
import { functionCommand } from './function.ts'
import { initCommand } from './init.ts'
import { nodeCommand } from './node.ts'
import { defaults } from './option-values.ts'
import { queueCommand } from './queue.ts'
import { scaledObjectCommand } from './scaledobject.ts'
import { traceCommand } from './trace.ts'
import { upCommand } from './up.ts'
import { version } from './version.ts'

/** The whole command line: one file per noun. */
export function program(): Command {
  return new Command('bonghwa')
    .description('Functions asleep until something happens.')
    .version(version)
    .option(
      '--server <url>',
      'the gateway',
      process.env.BONGHWA_SERVER ?? `http://127.0.0.1:${defaults.port}`,
    )
    .option('--json', 'print JSON')
    .addCommand(initCommand())
    .addCommand(upCommand())
    .addCommand(functionCommand())
    .addCommand(eventCommand())
    .addCommand(queueCommand())
    .addCommand(deadLetterCommand())
    .addCommand(nodeCommand())
    .addCommand(traceCommand())
    .addCommand(scaledObjectCommand())
    .addCommand(completionCommand())
}
