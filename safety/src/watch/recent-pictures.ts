/** JPEGs of the frames that were sent to the detector lately, by their hash: one of them may become evidence. */
export interface RecentPictures {
  add(hash: string, jpeg: Uint8Array): void
  get(hash: string): Uint8Array | undefined
  has(hash: string): boolean
}

/** @param most bytes kept, about a minute of eight busy cameras */
export function recentPictures(most = 64 * 1024 * 1024): RecentPictures {
  const pictures = new Map<string, Uint8Array>()
  let bytes = 0
  return {
    add(hash, jpeg) {
      if (pictures.has(hash)) return
      pictures.set(hash, jpeg)
      bytes += jpeg.length
      for (const [oldest, picture] of pictures) {
        if (bytes <= most) break
        pictures.delete(oldest)
        bytes -= picture.length
      }
    },
    get: (hash) => pictures.get(hash),
    has: (hash) => pictures.has(hash),
  }
}
