/** A line of a chart: `values` lie evenly over its width; `null` is a gap. */
export interface Line {
  readonly name: string
  readonly values: readonly (number | null)[]
}

export interface Chart {
  readonly title: string
  /** What the vertical axis counts; it is logarithmic. */
  readonly unit: string
  /** Hours from the left edge to the right one. */
  readonly hours: number
  readonly lines: readonly Line[]
}

const width = 820
const height = 360
const frame = { left: 64, right: 18, top: 66, bottom: 36 }
/** Apart from each other in both themes, and for who does not see red from green (Okabe and Ito). */
const colours = ['#0072b2', '#e69f00', '#cc79a7', '#009e73']

/** An SVG that is legible on light and on dark ground. */
export function chartOf({ title, unit, hours, lines }: Chart): string {
  const values = lines.flatMap((line) =>
    line.values.filter((value) => value !== null && value > 0),
  ) as number[]
  const low = Math.floor(Math.log10(Math.min(...values)))
  const high = Math.ceil(Math.log10(Math.max(...values)))
  const inner = { width: width - frame.left - frame.right, height: height - frame.top - frame.bottom }
  const across = (share: number) => frame.left + share * inner.width
  const up = (value: number) =>
    frame.top + inner.height * (1 - (Math.log10(Math.max(value, 10 ** low)) - low) / Math.max(1, high - low))
  const grid = Array.from({ length: high - low + 1 }, (_, step) => {
    const value = 10 ** (low + step)
    const y = up(value).toFixed(1)
    return `<line class="grid" x1="${frame.left}" x2="${width - frame.right}" y1="${y}" y2="${y}"/><text x="${frame.left - 8}" y="${y}" dy="4" text-anchor="end">${plain(value)}</text>`
  })
  const step = hours > 12 ? 3 : 1
  const clock = Array.from({ length: Math.floor(hours / step) + 1 }, (_, index) => {
    const at = index * step
    return `<text x="${across(at / hours).toFixed(1)}" y="${height - 12}" text-anchor="middle">${at}:00</text>`
  })
  const legend = lines.map(({ name }, index) => {
    const x = frame.left + index * 235
    return `<line x1="${x}" x2="${x + 22}" y1="46" y2="46" stroke="${colours[index]}" stroke-width="3"/><text x="${x + 28}" y="50">${name}</text>`
  })
  const paths = lines.map(
    (line, index) =>
      `<path d="${pathOf(line.values, across, up)}" fill="none" stroke="${colours[index]}" stroke-width="1.8" stroke-linejoin="round"/>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<style>text{font:12px system-ui,sans-serif;fill:#333}.title{font-size:15px;font-weight:600}.grid{stroke:#8884}@media (prefers-color-scheme:dark){text{fill:#ddd}}</style>
<text class="title" x="${frame.left}" y="22">${title}</text><text x="${width - frame.right}" y="22" text-anchor="end">${unit}</text>
${[...legend, ...grid, ...clock, ...paths].join('\n')}
</svg>
`
}

function pathOf(
  values: Line['values'],
  across: (share: number) => number,
  up: (value: number) => number,
): string {
  let pen = 'M'
  return values
    .map((value, index) => {
      if (value === null) {
        pen = 'M'
        return ''
      }
      const point = `${pen}${across((index + 0.5) / values.length).toFixed(1)} ${up(value).toFixed(1)}`
      pen = 'L'
      return point
    })
    .join('')
}

const plain = (value: number): string =>
  value >= 1 ? value.toLocaleString('en') : String(Number(value.toPrecision(1)))
