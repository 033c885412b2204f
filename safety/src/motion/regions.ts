import type { Box } from '../frame/box.ts'

/** A change of fewer cells is noise. */
const fewestCells = 6
/** A cell alone is noise: so many of its eight neighbours must have changed too. */
const fewestNeighbours = 3
/** Pieces of one thing that lie so many cells apart are joined. */
const reach = 2

/**
 * The boxes of connected changes, in cells, largest first. `marks` is `[rows, columns]`, 1 where changed, and is
 * overwritten; `changed` are those cells, in order.
 */
export function changedRegions(marks: Uint8Array, changed: Int32Array, columns: number): Box[] {
  const rows = marks.length / columns
  dropLoneCells(marks, changed, columns, rows)
  const regions: { box: Box; cells: number }[] = []
  const pending: number[] = []
  for (const start of changed) {
    if (marks[start] !== solid) continue
    let [left, right, top, bottom, cells] = [columns, 0, rows, 0, 0]
    marks[start] = visited
    pending.push(start)
    for (let cell = pending.pop(); cell !== undefined; cell = pending.pop()) {
      const column = cell % columns
      const row = (cell - column) / columns
      cells += 1
      left = Math.min(left, column)
      right = Math.max(right, column)
      top = Math.min(top, row)
      bottom = Math.max(bottom, row)
      const [firstColumn, lastColumn] = [Math.max(0, column - reach), Math.min(columns - 1, column + reach)]
      for (let y = Math.max(0, row - reach); y <= Math.min(rows - 1, row + reach); y++) {
        for (let near = y * columns + firstColumn; near <= y * columns + lastColumn; near++) {
          if (marks[near] !== solid) continue
          marks[near] = visited
          pending.push(near)
        }
      }
    }
    if (cells < fewestCells) continue
    regions.push({ box: { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }, cells })
  }
  return regions.sort((a, b) => b.cells - a.cells).map(({ box }) => box)
}

const solid = 2
const visited = 3

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
