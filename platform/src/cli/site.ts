import { Command } from 'commander'

export interface SiteOptions {
  readonly site: string
  readonly queue: string
  readonly management: string
}

export interface SiteLinkCommandOptions extends SiteOptions {
  readonly core: string
  readonly coreManagement?: string
}

/** `bonghwa site ...`: a region with a broker of its own. */
export function siteCommand(): Command {
  const command = new Command('site').description(
    'a region that has a broker of its own, and works on while its line is cut',
  )
  withSite(command.command('link'))
    .description('link its broker with that of the core, by shovels that lose nothing while the line is cut')
    .requiredOption('--core <url>', "the core's RabbitMQ broker, as the site's reaches it, amqp://…")
    .option(
      '--core-management <url>',
      "its management API, http://…: the core then leaves this site's lanes to it",
    )
    .action(async (directory: string, options: SiteLinkCommandOptions, self: Command) => {
      const { linkFolder } = await import('./site-link.ts')
      await linkFolder(directory, options, self)
    })
  withSite(command.command('status'))
    .description('whether the line is there, and how each shovel is')
    .action(async (_: string, options: SiteOptions, self: Command) => {
      const { showLink } = await import('./site-link.ts')
      await showLink(options, self)
    })
  withSite(command.command('unlink'))
    .description('take the shovels away; what waits in the lanes stays there')
    .action(async (directory: string, options: SiteOptions, self: Command) => {
      const { unlinkFolder } = await import('./site-link.ts')
      await unlinkFolder(directory, options, self)
    })
  return command
}

const withSite = (command: Command): Command =>
  command
    .argument('[directory]', 'where the functions are', '.')
    .requiredOption('--site <region>', 'the region that the site serves', process.env.BONGHWA_SITE)
    .requiredOption('--queue <url>', "the site's RabbitMQ broker, amqp://…", process.env.BONGHWA_QUEUE)
    .requiredOption(
      '--management <url>',
      'its management API, http://…, with the plugin rabbitmq_shovel_management',
      process.env.BONGHWA_MANAGEMENT,
    )
