/** Keeps the screen on while the page is seen; a browser lets go of the lock whenever it is not. */
export async function keepScreenAwake(): Promise<void> {
  const lock = () => navigator.wakeLock?.request('screen').catch(() => undefined)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void lock()
  })
  await lock()
}
