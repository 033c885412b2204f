import { PlatformError } from '../errors/platform-error.ts'

/** An answer was asked of a function in a region that another site serves. Over HTTP 501. */
export class RegionElsewhereError extends PlatformError {
  readonly code = 'BONGHWA_REGION_ELSEWHERE'

  constructor(region: string) {
    super(
      `The region ${region} is served by another site, from which no answer comes back here.`,
      'Publish an event of that region instead: it goes there by itself.',
    )
  }
}
