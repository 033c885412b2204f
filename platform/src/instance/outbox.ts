/**
 * The way out of a channel between processes. A message costs more than what is in it, so those that need not go at
 * once travel together: all that are added in one turn of the event loop.
 */
export interface Outbox<Message> {
  add(message: Message): void
  /** Goes at once, behind what was added before. @param sent called once the other side can read it */
  send(message: Message, sent?: () => void): void
  /** Sends what was added, instead of at the end of the turn. */
  flush(): void
}

/**
 * @param post puts messages on the channel, or throws when it cannot carry what is in one of them
 * @param refused hears of each message that it cannot carry
 */
export function outbox<Message>(
  post: (messages: Message[], sent?: () => void) => void,
  refused: (message: Message, error: Error) => void,
): Outbox<Message> {
  let added: Message[] = []

  function flush() {
    const messages = added
    added = []
    try {
      if (messages.length > 0) post(messages)
    } catch {
      for (const message of messages) postAlone(message)
    }
  }
  function postAlone(message: Message, sent?: () => void) {
    try {
      post([message], sent)
    } catch (error) {
      refused(message, error as Error)
    }
  }

  return {
    add(message) {
      if (added.push(message) === 1) setImmediate(flush)
    },
    send(message, sent) {
      flush()
      postAlone(message, sent)
    },
    flush,
  }
}
