import { PlatformError } from '../errors/platform-error.ts'
import type { Need, Role } from './role.ts'
import { rolesFor } from './role.ts'

/** Nobody may be reached from other machines who lets everybody in. */
export class UnguardedError extends PlatformError {
  readonly code = 'BONGHWA_UNGUARDED'

  constructor(host: string, tokensFile: string) {
    super(
      `Other machines could reach ${host}, and there is no token that would keep strangers out (${tokensFile}).`,
      'Create one with `bonghwa token create --role operator --name NAME`, or listen on 127.0.0.1.',
    )
  }
}

/** The request has no token and no session, or one that is not valid (any more). */
export class UnauthenticatedError extends PlatformError {
  readonly code = 'BONGHWA_UNAUTHENTICATED'

  constructor(problem: 'no token came with the request' | 'the token or session is not valid (any more)') {
    super(
      `Who asks is not known: ${problem}.`,
      'Sign in on the console, or send `Authorization: Bearer TOKEN` (the command line takes it from BONGHWA_TOKEN).',
    )
  }
}

/** Who asks is known, and may not do this. */
export class ForbiddenError extends PlatformError {
  readonly code = 'BONGHWA_FORBIDDEN'

  constructor(role: Role, need: Need) {
    super(
      `A ${role} may not do this.`,
      `Use a token with the role ${rolesFor(need).join(' or ')}; an operator of this city can create one.`,
    )
  }
}

/** A request of a signed-in browser lacks what only a page of this host can send. */
export class ForeignRequestError extends PlatformError {
  readonly code = 'BONGHWA_FOREIGN_REQUEST'

  constructor() {
    super(
      'A session acts only through pages of this host.',
      'Programs send `Authorization: Bearer TOKEN`; pages send the header `x-bonghwa: 1`, and an Origin when they open a WebSocket.',
    )
  }
}

/** Without tokens only this machine is served, and under its own names: another name is a page's trick or a proxy. */
export class ForeignHostError extends PlatformError {
  readonly code = 'BONGHWA_FOREIGN_HOST'

  constructor(host: string) {
    super(
      `Without tokens, requests for ${host} are refused: only names of this machine are served.`,
      'Ask for 127.0.0.1 or localhost, or create a token with `bonghwa token create`.',
    )
  }
}

/** Too many wrong tokens came from one address. */
export class TooManyAttemptsError extends PlatformError {
  readonly code = 'BONGHWA_TOO_MANY_ATTEMPTS'

  constructor() {
    super('Too many wrong tokens came from this address.', 'Wait a minute and send a valid one.')
  }
}

export class TokenNameTakenError extends PlatformError {
  readonly code = 'BONGHWA_TOKEN_NAME_TAKEN'

  constructor(name: string) {
    super(
      `There is a token named ${name} already.`,
      `Give another name, or \`bonghwa token revoke ${name}\` first.`,
    )
  }
}

export class TokenUnknownError extends PlatformError {
  readonly code = 'BONGHWA_TOKEN_UNKNOWN'

  constructor(name: string) {
    super(`There is no token named ${name}.`, 'See `bonghwa token list`.')
  }
}

/** The provider by which people sign in did not vouch for somebody, or does not answer. */
export class SignInFailedError extends PlatformError {
  readonly code = 'BONGHWA_SIGN_IN_FAILED'

  constructor(issuer: string, problem: string, options?: ErrorOptions) {
    super(
      `Nobody could be signed in by ${issuer} (${problem.replace(/\.$/, '')}).`,
      'Try again; see that the address and the client in the file of --sign-in are right, and its callback is known to the provider.',
      options,
    )
  }
}

/** The file of tokens cannot be read; nobody is let in meanwhile. */
export class TokensInvalidError extends PlatformError {
  readonly code = 'BONGHWA_TOKENS_INVALID'

  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(
      `${file} holds no tokens (${problem}).`,
      'Restore it, or delete it and create tokens anew with `bonghwa token create`.',
      options,
    )
  }
}
