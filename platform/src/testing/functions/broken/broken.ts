// It exports nothing that could handle an event.
export const handle = 1
