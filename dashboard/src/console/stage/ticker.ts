/** Calls back every so many milliseconds, in a tab in the background too, until what it returns is called. */
export function everyInBackground(milliseconds: number, call: () => void): () => void {
  const worker = new Worker(new URL('./ticker-worker.ts', import.meta.url), { type: 'module' })
  worker.onmessage = call
  worker.postMessage(milliseconds)
  return () => worker.terminate()
}
