import type { Box } from '../frame/box.ts'

/** A change of fewer cells is noise. */
const fewestCells = 6
/** A cell alone is noise: so many of its eight neighbours must have changed too. */
const fewestNeighbours = 3
/** Pieces of one thing that lie so many cells apart are joined. */
const reach = 2

/** Cells of one row that belong together. Those of one piece name, each its earlier one, the first of them. */
interface Run {
  readonly row: number
  readonly left: number
  right: number
  cells: number
  first: Run
}

/**
 * The boxes of connected changes, in cells, largest first. `marks` is `[rows, columns]`, 1 where changed, and is
 * overwritten; `changed` are those cells, in order.
 */
export function changedRegions(marks: Uint8Array, changed: Int32Array, columns: number): Box[] {
  dropLoneCells(marks, changed, columns, marks.length / columns)
  const regions = new Map<Run, { cells: number; left: number; right: number; top: number; bottom: number }>()
  for (const run of joined(runsOf(marks, changed, columns))) {
    const { row, left, right, cells } = run
    const known = regions.get(firstOf(run))
    if (known === undefined) {
      regions.set(run, { cells, left, right, top: row, bottom: row })
      continue
    }
    known.cells += cells
    known.left = Math.min(known.left, left)
    known.right = Math.max(known.right, right)
    known.bottom = row
  }
  return [...regions.values()]
    .filter(({ cells }) => cells >= fewestCells)
    .sort((a, b) => b.cells - a.cells)
    .map(({ left, right, top, bottom }) => ({
      ...{ x: left, y: top, width: right - left + 1, height: bottom - top + 1 },
    }))
}

function runsOf(marks: Uint8Array, changed: Int32Array, columns: number): Run[] {
  const runs: Run[] = []
  let last: Run | undefined
  for (const cell of changed) {
    if (marks[cell] !== solid) continue
    const column = cell % columns
    const row = (cell - column) / columns
    if (last !== undefined && last.row === row && column - last.right <= reach) {
      last.right = column
      last.cells += 1
      continue
    }
    last = newRun(row, column)
    runs.push(last)
  }
  return runs
}

function newRun(row: number, column: number): Run {
  const run = { row, left: column, right: column, cells: 1 } as Run
  run.first = run
  return run
}

/** The same runs, those within reach of one another told of it; a run is its piece's first when nothing before it is. */
function joined(runs: Run[]): Run[] {
  let near = 0
  for (const run of runs) {
    while (runs[near]!.row < run.row - reach) near += 1
    for (let index = near; runs[index]!.row < run.row; index++) {
      const above = runs[index]!
      if (above.left > run.right + reach || run.left > above.right + reach) continue
      const [one, other] = [firstOf(above), firstOf(run)]
      if (one === other) continue
      if (isBefore(one, other)) other.first = one
      else one.first = other
    }
  }
  return runs
}

function firstOf(run: Run): Run {
  let first = run
  while (first.first !== first) first = first.first
  run.first = first
  return first
}

const isBefore = (one: Run, other: Run): boolean =>
  one.row < other.row || (one.row === other.row && one.left < other.left)

const solid = 2

/** Cells at the edge of the grid stay out: they have too few neighbours. */
function dropLoneCells(marks: Uint8Array, changed: Int32Array, columns: number, rows: number): void {
  for (const cell of changed) {
    const column = cell % columns
    if (column === 0 || column === columns - 1 || cell < columns || cell >= (rows - 1) * columns) continue
    // Marks are 1 or, where a neighbour was found solid already, 2.
    const above = (marks[cell - columns - 1]! + 1) >> 1
    let neighbours = above + ((marks[cell - columns]! + 1) >> 1) + ((marks[cell - columns + 1]! + 1) >> 1)
    neighbours += ((marks[cell - 1]! + 1) >> 1) + marks[cell + 1]!
    neighbours += marks[cell + columns - 1]! + marks[cell + columns]! + marks[cell + columns + 1]!
    if (neighbours >= fewestNeighbours) marks[cell] = solid
  }
}
