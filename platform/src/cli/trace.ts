import { Command } from 'commander'
import type { traceView } from '../gateway/views.ts'
import { client } from './client.ts'
import { globalOptions } from './global-options.ts'
import { print } from './show.ts'
import { table } from './table.ts'

type SegmentView = ReturnType<typeof traceView>[number]

/** `bonghwa trace ...`: how long it took. */
export function traceCommand(): Command {
  const command = new Command('trace').description('how long it took')
  command
    .command('show')
    .argument('<trace>', 'id of a trace')
    .description('the segments of a trace')
    .action(async (id: string, _: unknown, showing: Command) =>
      print(
        showing,
        await client(globalOptions(showing).server).get<SegmentView[]>(
          `/api/traces/${encodeURIComponent(id)}`,
        ),
        segmentTable,
      ),
    )
  return command
}

const segmentTable = (segments: readonly SegmentView[]): string =>
  table(
    ['START', 'MS', 'SEGMENT', 'FUNCTION', 'TIER'],
    segments.map(({ name, function: by, start, duration, tier }) => [
      start,
      duration,
      name,
      by ?? '',
      tier ?? '',
    ]),
  )
