import { setTimeout as sleep } from 'node:timers/promises'

/** An answer of a server, as JSON. */
export async function json<Body>(url: string): Promise<Body> {
  return (await (await fetch(url, { signal: AbortSignal.timeout(30_000) })).json()) as Body
}

export interface DeadLetter {
  readonly function: string
  readonly event: { readonly id: string; readonly subject?: string }
}

export const deadLetters = (url: string): Promise<DeadLetter[]> => json(`${url}/api/deadletters`)

export interface FunctionState {
  readonly name: string
  readonly replicas: number
  readonly instances: readonly { readonly pid: number | null }[]
}

export const functions = (url: string): Promise<FunctionState[]> => json(`${url}/api/functions`)

/** What it comes to is seen afterwards. */
export const act = (url: string): Promise<unknown> =>
  fetch(url, { method: 'POST', signal: AbortSignal.timeout(10_000) }).then(
    (answer) => answer.arrayBuffer(),
    () => undefined,
  )

/** Waits until no event waits and every replica has gone; answers with what has not. */
export async function quiet(url: string, withinMs: number): Promise<string[]> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const queues = await json<Record<string, number | string>[]>(`${url}/api/queues`)
    const waiting = queues.filter(
      (queue) =>
        Number(queue.messagesReady) + Number(queue.messagesUnacknowledged) + Number(queue.messagesDelayed) >
        0,
    )
    const awake = (await functions(url)).filter(({ replicas }) => replicas > 0)
    if (waiting.length + awake.length === 0) return []
    if (performance.now() > deadline)
      return [
        ...waiting.map((queue) => `Events still wait: ${JSON.stringify(queue)}`),
        ...awake.map(({ name, replicas }) => `${name} still has ${replicas} replicas.`),
      ]
    await sleep(250)
  }
}
