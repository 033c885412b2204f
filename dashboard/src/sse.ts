/** One server-sent event. */
export interface SseMessage {
  readonly event: string
  readonly data: string
}

/**
 * Reads a `text/event-stream` response until it ends. `onMessage` gets each event; `onBytes` is called for
 * anything that arrives, keep-alive comments included, so that a caller can tell a quiet line from a dead one
 * (which `EventSource` does not let it do).
 */
export async function readSse(
  body: ReadableStream<Uint8Array>,
  onMessage: (message: SseMessage) => void,
  onBytes: () => void = () => {},
): Promise<void> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    onBytes()
    rest += decoder.decode(value, { stream: true })
    const blocks = rest.split(/\r?\n\r?\n/)
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const message = parseBlock(block)
      if (message !== undefined) onMessage(message)
    }
  }
}

/** The event in one block of lines; `undefined` for a comment or a block without data. */
export function parseBlock(block: string): SseMessage | undefined {
  let event = 'message'
  const data: string[] = []
  for (const line of block.split(/\r?\n/)) {
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? []
    if (field === 'event') event = value ?? ''
    if (field === 'data') data.push(value ?? '')
  }
  return data.length === 0 ? undefined : { event, data: data.join('\n') }
}
