/** Acts `total` times, `most` of them at a time. */
export async function inFlight(
  total: number,
  most: number,
  act: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0
  const hand = async () => {
    while (next < total) await act(next++)
  }
  await Promise.all(Array.from({ length: most }, hand))
}
