import { Command } from 'commander'
import type { AuditEntry } from '../access/audit-log.ts'
import { client } from './client.ts'
import { globalOptions } from './global-options.ts'
import { parseCount } from './option-values.ts'
import { print } from './show.ts'
import { table } from './table.ts'

/** `bonghwa audit`: who did what. */
export function auditCommand(): Command {
  return new Command('audit')
    .option('--since <instant>', 'entries since then, RFC 3339')
    .option('--limit <count>', 'the newest so many', parseCount, 100)
    .description('who deployed, killed, erased, approved … or tried to')
    .action(async ({ since, limit }: { since?: string; limit: number }, command: Command) => {
      const query = new URLSearchParams({ limit: String(limit), ...(since === undefined ? {} : { since }) })
      const entries = await client(globalOptions(command).server).get<AuditEntry[]>(`/api/audit?${query}`)
      print(command, entries, auditTable)
    })
}

const auditTable = (entries: readonly AuditEntry[]): string =>
  table(
    ['AT', 'WHO', 'ROLE', 'FROM', 'STATUS', 'ACTION', 'ON'],
    entries.map(({ at, who, role, from, status, action, on, asked }) => [
      ...[at, who, role, from, status, action],
      asked === undefined ? on : `${on} ${JSON.stringify(asked)}`,
    ]),
  )
