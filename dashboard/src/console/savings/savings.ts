import type { FunctionState } from '../../api.ts'

/** What one function ran, beside what it would have run had one instance of it been awake in each of its regions all the time. */
export interface Saving {
  readonly name: string
  /** Seconds of instances that existed. */
  readonly ran: number
  readonly alwaysOn: number
  /** 0..1 of `alwaysOn`; below 0 where several instances ran for longer. */
  readonly saved: number
}

/** @param since epoch milliseconds from which instance-seconds are counted */
export function savings(functions: readonly FunctionState[], since: number, now: number): Saving[] {
  const seconds = Math.max(0, (now - since) / 1000)
  return functions
    .filter(({ lanes }) => lanes.length > 0)
    .map(({ name, lanes, instanceSeconds }) => savingOf(name, instanceSeconds, lanes.length * seconds))
}

export function total(all: readonly Saving[]): Saving {
  const sum = (of: (saving: Saving) => number) => all.reduce((running, one) => running + of(one), 0)
  return savingOf(
    '',
    sum(({ ran }) => ran),
    sum(({ alwaysOn }) => alwaysOn),
  )
}

/** Watt-hours. */
export const energy = (seconds: number, wattsPerInstance: number): number =>
  (seconds * wattsPerInstance) / 3600

function savingOf(name: string, ran: number, alwaysOn: number): Saving {
  return { name, ran, alwaysOn, saved: alwaysOn === 0 ? 0 : 1 - ran / alwaysOn }
}
