import { Command } from 'commander'
import { applyCommand } from './apply.ts'
import { auditCommand } from './audit.ts'
import { beaconCommand } from './beacon.ts'
import { completionCommand } from './completion.ts'
import { deadLetterCommand } from './deadletter.ts'
import { deployCommand } from './deploy.ts'
import { doctorCommand } from './doctor.ts'
import { doorbellCommand } from './doorbell.ts'
import { eventCommand } from './event.ts'
import { functionCommand } from './function.ts'
import { gatewayCommand } from './gateway.ts'
import { pauseCommand, resumeCommand, scaleCommand } from './hold.ts'
import { initCommand } from './init.ts'
import { logsCommand } from './logs.ts'
import { nodeCommand } from './node.ts'
import { defaults } from './option-values.ts'
import { podCommand } from './pod.ts'
import { queueCommand } from './queue.ts'
import { renderCommand } from './render.ts'
import { scaledObjectCommand } from './scaledobject.ts'
import { simulateCommand } from './simulate.ts'
import { siteCommand } from './site.ts'
import { statusCommand } from './status.ts'
import { tokenCommand } from './token.ts'
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
    .addHelpText('after', example)
    .commandsGroup('Write and run:')
    .addCommand(initCommand())
    .addCommand(upCommand())
    .commandsGroup('Functions and events:')
    .addCommand(functionCommand())
    .addCommand(deployCommand())
    .addCommand(pauseCommand())
    .addCommand(resumeCommand())
    .addCommand(scaleCommand())
    .addCommand(eventCommand())
    .addCommand(traceCommand())
    .commandsGroup('Queues and nodes:')
    .addCommand(queueCommand())
    .addCommand(deadLetterCommand())
    .addCommand(nodeCommand())
    .commandsGroup('Who may do what:')
    .addCommand(tokenCommand())
    .addCommand(auditCommand())
    .commandsGroup('Clusters:')
    .addCommand(renderCommand())
    .addCommand(applyCommand())
    .addCommand(statusCommand())
    .addCommand(logsCommand())
    .addCommand(doctorCommand())
    .addCommand(siteCommand())
    .addCommand(podCommand())
    .addCommand(doorbellCommand())
    .addCommand(beaconCommand())
    .addCommand(gatewayCommand())
    .addCommand(scaledObjectCommand())
    .addCommand(simulateCommand())
    .commandsGroup('This command line:')
    .addCommand(completionCommand())
    .helpCommand('help [command]', 'say more about a command')
}

const example = `
A first function:
  bonghwa init hello
  bonghwa function test hello --event hello/event.json
  bonghwa up hello`
