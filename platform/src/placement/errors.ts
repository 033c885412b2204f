import { PlatformError } from '../errors/platform-error.ts'

/** There is no region of this name. */
export class RegionUnknownError extends PlatformError {
  readonly code = 'BONGHWA_REGION_UNKNOWN'

  constructor(name: string, known: readonly string[]) {
    super(`There is no region "${name}".`, `Choose one of: ${known.join(', ')}.`)
  }
}

/** Something was asked of a function in a region that another site serves. Over HTTP 501. */
export class RegionElsewhereError extends PlatformError {
  readonly code = 'BONGHWA_REGION_ELSEWHERE'

  constructor(region: string, remedy = 'Publish an event of that region instead: it goes there by itself.') {
    super(`The region ${region} is served by another site, from which no answer comes back here.`, remedy)
  }
}
