import { PlatformError } from '../errors/platform-error.ts'

/** `isolation: strict` needs what this machine lacks. */
export class SandboxMissingError extends PlatformError {
  readonly code = 'BONGHWA_SANDBOX_MISSING'

  constructor(problem: string) {
    super(
      `No sandbox can be made here (bwrap: ${problem}).`,
      'Install bubblewrap (`apt install bubblewrap`) and allow user namespaces, or write `isolation: process`.',
    )
  }
}

/** The handler threw, or answered with an error. The event is tried again, then goes to the dead letters. */
export class HandlerFailedError extends PlatformError {
  readonly code = 'BONGHWA_HANDLER_FAILED'
  /** What the handler said, in one line without its full stop. */
  readonly problem: string

  constructor(name: string, problem: string, options?: ErrorOptions) {
    super(`The handler of "${name}" failed: ${problem}.`, `See \`bonghwa function logs ${name}\`.`, options)
    this.problem = problem
  }
}

/** The handler took longer than `timeoutSeconds`. */
export class HandlerTimeoutError extends PlatformError {
  readonly code = 'BONGHWA_HANDLER_TIMEOUT'

  constructor(name: string, timeoutMs: number) {
    super(
      `The handler of "${name}" did not finish within ${timeoutMs / 1000} s.`,
      'Make it faster, let it heed `context.signal`, or raise "spec.timeoutSeconds".',
    )
  }
}

/** The handler could not be loaded or its process ended before it was ready. */
export class HandlerBrokenError extends PlatformError {
  readonly code = 'BONGHWA_HANDLER_BROKEN'

  /** @param lines what its process said last */
  constructor(name: string, problem: string, lines: readonly string[]) {
    super(
      `"${name}" cannot start: ${problem}.`,
      ['Correct its handler; it is started again by itself.', ...lines].join('\n'),
    )
  }
}

/** The process of an instance went away while it was handling an event, which is delivered again. */
export class InstanceGoneError extends PlatformError {
  readonly code = 'BONGHWA_INSTANCE_GONE'

  /** Whether the event may have reached its handler. */
  readonly begun: boolean

  /** @param reason a line; more lines of it are what its process said last */
  constructor(id: string, reason: string, { begun }: { readonly begun: boolean } = { begun: true }) {
    const [ended, ...lines] = reason.split('\n')
    super(
      `The instance ${id} went away (${ended}).`,
      ['Nothing to do: the event is handled by another instance.', ...lines].join('\n'),
    )
    this.begun = begun
  }
}

/** No node of a region is up. */
export class NoNodeError extends PlatformError {
  readonly code = 'BONGHWA_NO_NODE'

  constructor(region: string) {
    super(`No node of the region "${region}" is up.`, 'Start one: `bonghwa node start NAME`.')
  }
}

/** There is no node of this name. */
export class NodeUnknownError extends PlatformError {
  readonly code = 'BONGHWA_NODE_UNKNOWN'

  constructor(name: string, known: readonly string[]) {
    super(`There is no node "${name}".`, `Choose one of: ${known.join(', ')}.`)
  }
}

/** A secret that a function names is not set. */
export class SecretMissingError extends PlatformError {
  readonly code = 'BONGHWA_SECRET_MISSING'

  constructor(name: string, secret: string) {
    super(
      `"${name}" needs the secret ${secret}, which is not set.`,
      `Set the environment variable ${secret} and start again.`,
    )
  }
}
