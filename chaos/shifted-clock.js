// Imported before the platform: its wall clock is off by the milliseconds that a file says, read at the start and again
// at SIGUSR2. What counts on without a calendar (timers, performance.now) is left alone, as when somebody sets a clock.
import { readFileSync } from 'node:fs'

const RealDate = Date
let offset = 0

function read() {
  offset = Number(readFileSync(process.env.CHAOS_CLOCK ?? '', 'utf8'))
}
read()
process.on('SIGUSR2', read)

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + offset)
    else super(...given)
  }
  static now() {
    return RealDate.now() + offset
  }
}
