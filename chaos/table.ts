import type { Row } from './verdict.ts'

const columns = ['faults', 'accepted', 'handled', 'dead letters', 'lost', 'doubled']

const figuresOf = ({ faults, accepted, handled, deadLetters, lost, doubled }: Row) => [
  ...[faults, accepted, handled, deadLetters, lost.length, doubled.length],
]

/** A row for each kind of fault, the most frequent first, and one for all. */
export function printTable(rows: readonly Row[]): void {
  print('fault', columns)
  for (const row of rows.toSorted((a, b) => b.faults - a.faults)) print(row.kind, figuresOf(row))
  print(
    'all',
    columns.map((_, column) => rows.reduce((sum, row) => sum + figuresOf(row)[column]!, 0)),
  )
}

export function totals(rows: readonly Row[]) {
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0)
  return {
    faults: sum(({ faults }) => faults),
    lost: sum(({ lost }) => lost.length),
    doubled: sum(({ doubled }) => doubled.length),
  }
}

function print(first: string, cells: readonly (string | number)[]) {
  console.log(first.padEnd(28) + cells.map((cell) => String(cell).padStart(14)).join(''))
}
