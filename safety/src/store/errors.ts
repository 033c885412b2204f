import { PlatformError } from '@bonghwa/platform/errors'

export class StoreUnsupportedError extends PlatformError {
  readonly code = 'BONGHWA_STORE_UNSUPPORTED'

  constructor(url: string) {
    super(
      `There is no store for ${withoutPassword(url)}.`,
      'Write sqlite:PATH, postgres://USER@HOST/DATABASE, mysql://USER@HOST/DATABASE or mariadb://USER@HOST/DATABASE.',
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

/** The server does not answer, or does not let the user into the database. */
export class StoreUnreachableError extends PlatformError {
  readonly code = 'BONGHWA_STORE_UNREACHABLE'

  constructor(url: string, options: ErrorOptions) {
    super(
      `The store ${withoutPassword(url)} cannot be used: ${reasonOf(options.cause)}.`,
      'Start the server, make the database, and see that user and password in `--store` are right.',
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

/** Somebody asked for an incident to be forgotten: nothing may be written of it again. */
export class IncidentErasedError extends PlatformError {
  readonly code = 'BONGHWA_INCIDENT_ERASED'

  constructor(id: string) {
    super(`The incident ${id} was erased.`, 'Leave it: an erased incident has no pin and no post.')
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

/** It waited too long, and what it tells may no longer be so. */
export class ReviewExpiredError extends PlatformError {
  readonly code = 'BONGHWA_REVIEW_EXPIRED'

  constructor(id: string, expiredAt: number) {
    super(
      `The post ${id} waited until ${new Date(expiredAt).toISOString()} and can no longer be approved.`,
      'Refuse it, or leave it: it is refused by itself. `reviews.expiresAfterMinutes` in city.yaml says how long posts wait.',
    )
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

export class EvidenceLocationError extends PlatformError {
  readonly code = 'BONGHWA_EVIDENCE_LOCATION'

  constructor(location: string, problem = 'that is no place for pictures') {
    super(
      `Evidence cannot be kept in ${withoutPassword(location)}: ${problem}.`,
      'Give a folder, or s3://BUCKET?endpoint=URL&region=NAME with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY set.',
    )
  }
}

/** The bucket's server does not answer, or refuses. */
export class EvidenceUnreachableError extends PlatformError {
  readonly code = 'BONGHWA_EVIDENCE_UNREACHABLE'

  constructor(address: string, problem: string, options?: ErrorOptions) {
    super(
      `The evidence in ${address} cannot be used: ${problem}.`,
      'See that the server runs, that the bucket is there, and that the credentials may read, write and delete in it.',
      options,
    )
  }
}

/** Passwords may also be given as a parameter. */
function withoutPassword(url: string): string {
  return url.replace(/(\/\/[^:/@]*):[^/]*@/, '$1:…@').replace(/([?&]password=)[^&]*/gi, '$1…')
}

/** Of a server that was tried at several addresses, the first failure. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0])
  return cause instanceof Error ? cause.message : String(cause)
}
