import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { tokensFileIn } from '../access/access.ts'
import { type Role, roles } from '../access/role.ts'
import { type KeptToken, type TokenFile, tokenFile } from '../access/token-file.ts'
import { tokensOption } from './access-options.ts'
import { noteLocalAct } from './local-act.ts'
import { defaults } from './option-values.ts'
import { print } from './show.ts'
import { table } from './table.ts'

interface TokenOptions {
  readonly data: string
  readonly tokens?: string
}

/** `bonghwa token ...`: who is let in. Works on the file itself; a gateway that runs notices at once. */
export function tokenCommand(): Command {
  const command = new Command('token').description('who is let in')
  sub(command, 'create')
    .addOption(new Option('--role <role>', 'what it allows').choices([...roles]).makeOptionMandatory())
    .requiredOption('--name <name>', 'who holds it')
    .description('create a token and print it; nobody can be told it again')
    .action(
      async ({ role, name, ...where }: TokenOptions & { role: Role; name: string }, create: Command) => {
        const token = fileOf(where).create(name, role)
        await noteLocalAct(resolve(where.data), 'token create', `${name} (${role})`)
        print(create, { name, role, token }, (made) => made.token)
      },
    )
  sub(command, 'list')
    .description('every token by name and role')
    .action((where: TokenOptions, list: Command) =>
      print(
        list,
        fileOf(where)
          .list()
          .map(({ hash: _, ...token }) => token),
        tokenTable,
      ),
    )
  sub(command, 'revoke')
    .argument('<name>')
    .description('take a token back; sessions that it opened end with it')
    .action(async (name: string, where: TokenOptions, revoke: Command) => {
      fileOf(where).revoke(name)
      await noteLocalAct(resolve(where.data), 'token revoke', name)
      print(revoke, { revoked: name }, () => `${name} is revoked.`)
    })
  return command
}

const sub = (command: Command, verb: string): Command =>
  command
    .command(verb)
    .option('--data <directory>', 'all state', defaults.data)
    .option(...tokensOption)

const fileOf = ({ data, tokens }: TokenOptions): TokenFile => tokenFile(resolve(tokens ?? tokensFileIn(data)))

const tokenTable = (tokens: readonly Omit<KeptToken, 'hash'>[]): string =>
  table(
    ['NAME', 'ROLE', 'CREATED'],
    tokens.map(({ name, role, createdAt }) => [name, role, createdAt]),
  )
