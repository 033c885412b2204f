import { Command } from 'commander'
import type { SegmentView } from '../gateway/views.ts'
import { client } from './client.ts'
import { globalOptions } from './global-options.ts'
import { print } from './show.ts'
import { waterfall } from './waterfall.ts'

/** `bonghwa trace ...`: how long it took. */
export function traceCommand(): Command {
  const command = new Command('trace').description('how long it took')
  command
    .command('show')
    .argument('<trace>', 'id of a trace')
    .description('the segments of a trace as a waterfall')
    .action(async (id: string, _: unknown, showing: Command) =>
      print(
        showing,
        await client(globalOptions(showing).server).get<SegmentView[]>(
          `/api/traces/${encodeURIComponent(id)}`,
        ),
        (segments) => waterfall(segments),
      ),
    )
  return command
}
