import { Counter, Gauge, type Registry } from 'prom-client'

/** Declares one metric: its name, its help, and its value for each. */
export type Declare<Each> = (name: string, help: string, value: (each: Each) => number) => void

/**
 * Metrics that are read whenever somebody asks, instead of being told at every change. What is gone by then, has none.
 *
 * @param all those that there are now; each has labels of its own
 */
export function readAtScrape<Each, Label extends string>(
  registry: Registry,
  all: () => readonly Each[] | Promise<readonly Each[]>,
  labelNames: readonly Label[],
  labels: (each: Each) => Readonly<Record<Label, string>>,
): Declare<Each> {
  return (name, help, value) => {
    // What only grows is a counter, though it is counted elsewhere.
    const Kind = name.endsWith('_total') ? Counter : Gauge
    new Kind({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const now = await all()
        this.reset()
        for (const each of now) this.inc(labels(each), value(each))
      },
    })
  }
}
