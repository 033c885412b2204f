import { onMount } from 'svelte'

/** What was asked for last, and why the latest question failed; the answer before it stays. */
export interface Polled<T> {
  readonly value: T | undefined
  readonly problem: string | undefined
  /** Asks at once. */
  ask(): Promise<void>
}

/** Asks again and again as long as the component is there that calls it. */
export function polled<T>(question: () => Promise<T>, everyMs: number): Polled<T> {
  let value = $state.raw<T>()
  let problem = $state<string>()
  async function ask() {
    try {
      value = await question()
      problem = undefined
    } catch (error) {
      problem = (error as Error).message
    }
  }
  onMount(() => {
    void ask()
    const timer = setInterval(ask, everyMs)
    return () => clearInterval(timer)
  })
  return {
    get value() {
      return value
    },
    get problem() {
      return problem
    },
    ask,
  }
}
