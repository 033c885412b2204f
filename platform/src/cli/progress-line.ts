/** What goes on, on stderr: in a terminal one line that is written over, else a line for each change. */
export interface ProgressLine {
  show(text: string): void
  end(): void
}

export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  let shown = ''
  return {
    show(text) {
      if (text === shown) return
      shown = text
      if (stream.isTTY) stream.write(`\r\x1b[2K${text.slice(0, (stream.columns ?? 80) - 1)}`)
      else stream.write(`${text}\n`)
    },
    end() {
      if (shown !== '' && stream.isTTY) stream.write('\n')
      shown = ''
    },
  }
}
