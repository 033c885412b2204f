import type { EdgeVerdict } from './edge-verdict.ts'

const widths = [26, 11, 9, 16, 13, 21, 10, 6, 9]

/** Prints the table; answers whether every accident was served and came to the core, each once. */
export function edgeReport({ rows, caughtUpSeconds }: EdgeVerdict): boolean {
  print(
    'accidents at',
    'accepted',
    'served',
    'served in ms',
    'p95 in ms',
    'at core while cut',
    'at core',
    'lost',
    'doubled',
  )
  for (const { end, phase, accidents, served, servedMs, atCoreWhileCut, atCore, lost, doubled } of rows)
    print(
      `${end === 'site' ? 'the edge' : 'the core'}, ${phase === 'cut' ? 'while cut' : `${phase} the cut`}`,
      ...[
        accidents,
        served,
        servedMs.median,
        servedMs.p95,
        atCoreWhileCut,
        atCore,
        lost.length,
        doubled.length,
      ],
    )
  const lost = rows.flatMap((row) => row.lost)
  const doubled = rows.flatMap((row) => row.doubled)
  console.log(
    `\nlost ${lost.length}, doubled ${doubled.length}; the core had all ${caughtUpSeconds.toFixed(1)} s after the line was mended`,
  )
  if (lost.length > 0) console.log(`lost: ${lost.join(' ')}`)
  if (doubled.length > 0) console.log(`doubled: ${doubled.join(' ')}`)
  return lost.length + doubled.length === 0
}

function print(...cells: readonly (string | number)[]) {
  console.log(
    cells
      .map((cell, index) =>
        index === 0 ? String(cell).padEnd(widths[0]!) : String(cell).padStart(widths[index]!),
      )
      .join(''),
  )
}
