import { PlatformError } from '@bonghwa/platform/errors'

/** JSON that was to be an incident is none. */
export class IncidentInvalidError extends PlatformError {
  readonly code = 'BONGHWA_INCIDENT_INVALID'

  /** @param problems each as `field: what is wrong with it` */
  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(
      `The incident is not as an incident is written: ${problems.join('; ')}.`,
      'Send it as `dev.bonghwa.incident.*` events carry it: instants in RFC 3339, scores 0..1, boxes in pixels.',
      options,
    )
  }
}
