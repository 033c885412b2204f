import { PlatformError } from '@bonghwa/platform/errors'

export class StoreUnsupportedError extends PlatformError {
  readonly code = 'BONGHWA_STORE_UNSUPPORTED'

  constructor(url: string) {
    super(
      `There is no store for ${withoutPassword(url)}: this version knows sqlite: alone.`,
      'Give a path to a file, as in `--store sqlite:.bonghwa/city.db`.',
    )
  }
}

export class StoreUnopenableError extends PlatformError {
  readonly code = 'BONGHWA_STORE_UNOPENABLE'

  constructor(path: string, options: ErrorOptions) {
    super(
      `The database ${path} could not be opened: ${reasonOf(options.cause)}.`,
      'See that its folder can be written to and that the file is a SQLite database, or name another with `--store`.',
      options,
    )
  }
}

/** The database was used by a newer version, whose tables this one would not understand. */
export class StoreNewerError extends PlatformError {
  readonly code = 'BONGHWA_STORE_NEWER'

  constructor(found: number, known: number) {
    super(
      `The database has migration ${found}, and this version knows those up to ${known}.`,
      'Run the newer version, or name another database with `--store`.',
    )
  }
}

export class PostUnknownError extends PlatformError {
  readonly code = 'BONGHWA_POST_UNKNOWN'

  constructor(id: string) {
    super(`There is no post ${id}.`, 'Take an id from `GET /api/posts?status=all`.')
  }
}

/** Somebody decided before, or the post never waited. */
export class ReviewDecidedError extends PlatformError {
  readonly code = 'BONGHWA_REVIEW_DECIDED'
  readonly status: string

  constructor(id: string, status: string) {
    super(
      `The post ${id} is ${status} already, so there is nothing to decide.`,
      'Reload the posts that wait with `GET /api/posts?status=waiting`.',
    )
    this.status = status
  }
}

export class EvidenceAddressError extends PlatformError {
  readonly code = 'BONGHWA_EVIDENCE_ADDRESS'

  constructor(address: string) {
    super(
      `${JSON.stringify(address.slice(0, 80))} is no evidence address.`,
      'Use the 64 lower-case hexadecimal digits that an incident or a post carries.',
    )
  }
}

function withoutPassword(url: string): string {
  return url.replace(/(\/\/[^:/@]*):[^@]*@/, '$1:…@')
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
