/** What is to happen, by simulated time; what falls on one instant happens in the order in which it was arranged. */
export interface Agenda {
  /** Milliseconds since the beginning. */
  readonly now: number
  /** Arranges `act` for an instant that is not past. */
  at(time: number, act: () => void): void
  /** Lets everything happen that falls before `end`, and leaves the clock there. */
  runUntil(end: number): void
  /** How much has happened. */
  readonly happened: number
}

/** A binary heap by time and order of arrangement. */
export function agenda(): Agenda {
  const times: number[] = []
  const orders: number[] = []
  const acts: (() => void)[] = []
  let now = 0
  let arranged = 0
  let happened = 0

  function at(time: number, act: () => void) {
    const order = arranged++
    const instant = Math.max(time, now)
    let hole = times.length
    times.push(instant)
    orders.push(order)
    acts.push(act)
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      // An equal time was arranged earlier, so it stays above.
      if (times[parent]! <= instant) break
      move(parent, hole)
      hole = parent
    }
    put(hole, instant, order, act)
  }

  function takeFirst(): () => void {
    const first = acts[0]!
    const [time, order, act] = [times.pop()!, orders.pop()!, acts.pop()!]
    const size = times.length
    if (size === 0) return first
    let hole = 0
    for (;;) {
      let child = 2 * hole + 1
      if (child >= size) break
      if (child + 1 < size && before(child + 1, times[child]!, orders[child]!)) child++
      if (!before(child, time, order)) break
      move(child, hole)
      hole = child
    }
    put(hole, time, order, act)
    return first
  }

  const before = (index: number, time: number, order: number): boolean =>
    times[index]! < time || (times[index]! === time && orders[index]! < order)

  function move(from: number, to: number) {
    put(to, times[from]!, orders[from]!, acts[from]!)
  }
  function put(index: number, time: number, order: number, act: () => void) {
    times[index] = time
    orders[index] = order
    acts[index] = act
  }

  return {
    get now() {
      return now
    },
    get happened() {
      return happened
    },
    at,
    runUntil(end) {
      while (times.length > 0 && times[0]! < end) {
        now = times[0]!
        happened++
        takeFirst()()
      }
      now = end
    },
  }
}
