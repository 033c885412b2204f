/**
 * Rows in columns as wide as their widest cell; numbers to the right.
 *
 * @param width columns of the terminal: what does not fit is cut, the widest column first, but never
 * the first one, which names the row. A file or a pipe gets all.
 */
export function table(
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  width: number = process.stdout.columns ?? Number.POSITIVE_INFINITY,
): string {
  const wanted = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => String(row[column] ?? '').length)),
  )
  // A row that lost its name would be of no use.
  const least = headings.map((heading, column) => (column === 0 ? (wanted[0] ?? 0) : heading.length))
  const widths = fitted(wanted, least, width)
  const line = (cells: readonly (string | number)[]) =>
    cells
      .map((cell, column) => {
        const room = widths[column] ?? 0
        return typeof cell === 'number' ? String(cell).padStart(room) : cut(cell, room).padEnd(room)
      })
      .join(gap)
      .trimEnd()
  return [line(headings), ...rows.map(line)].join('\n')
}

const gap = '  '

/** Takes from the widest column, one by one, until all fit or all are as narrow as they may be. */
function fitted(wanted: readonly number[], least: readonly number[], width: number): number[] {
  const widths = [...wanted]
  const total = () => widths.reduce((sum, each) => sum + each, gap.length * (widths.length - 1))
  while (total() > width) {
    const spare = widths.map((each, column) => (each > (least[column] ?? 0) ? each : 0))
    const widest = Math.max(...spare)
    if (widest === 0) break
    widths[spare.indexOf(widest)] = widest - 1
  }
  return widths
}

const cut = (text: string, room: number): string =>
  text.length > room ? `${text.slice(0, room - 1)}…` : text

/** How long ago, in the one unit that says enough: `42s`, `3m`, `5h`, `2d`. */
export function age(since: string | null, now: number = Date.now()): string {
  if (since === null) return '-'
  const seconds = Math.max(0, Math.round((now - Date.parse(since)) / 1000))
  if (seconds < 120) return `${seconds}s`
  if (seconds < 7200) return `${Math.round(seconds / 60)}m`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)}h` : `${Math.round(seconds / 86_400)}d`
}
