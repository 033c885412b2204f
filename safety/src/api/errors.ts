import { PlatformError } from '@bonghwa/platform/errors'

/** A query parameter has a value that no incident could match. */
export class FilterInvalidError extends PlatformError {
  readonly code = 'BONGHWA_FILTER_INVALID'

  constructor(parameter: string, value: string, allowed: string) {
    super(`${parameter}=${value} is no filter.`, `Give \`${parameter}\` as ${allowed}.`)
  }
}

export class ReviewInvalidError extends PlatformError {
  readonly code = 'BONGHWA_REVIEW_INVALID'

  constructor(options?: ErrorOptions) {
    super(
      'The body is no decision, or has words that are empty or too long.',
      'Send {"decision": "approve"}, with "text" and "alt" as {"ko", "en"} where they change, or {"decision": "refuse"} with a "reason".',
      options,
    )
  }
}

export class IncidentUnknownError extends PlatformError {
  readonly code = 'BONGHWA_INCIDENT_UNKNOWN'

  constructor(id: string) {
    super(`There is no incident ${id}, or it is too old to be kept.`, 'Take an id from `GET /api/incidents`.')
  }
}

export class CameraUnknownError extends PlatformError {
  readonly code = 'BONGHWA_CAMERA_UNKNOWN'

  constructor(id: string) {
    super(`There is no camera ${id}.`, 'Take an id from `GET /api/cameras`.')
  }
}

/** The camera is there, but nothing has moved in front of it yet. */
export class FrameAbsentError extends PlatformError {
  readonly code = 'BONGHWA_FRAME_ABSENT'

  constructor(camera: string) {
    super(
      `The camera ${camera} has no frame yet.`,
      'Ask again once its `frame` in `GET /api/cameras` is not null.',
    )
  }
}

export class EvidenceUnknownError extends PlatformError {
  readonly code = 'BONGHWA_EVIDENCE_UNKNOWN'

  constructor(address: string) {
    super(
      `There is no picture ${address}, or it is too old to be kept.`,
      'Take its address from an incident or a post.',
    )
  }
}

export class TooManyRequestsError extends PlatformError {
  readonly code = 'BONGHWA_TOO_MANY_REQUESTS'

  constructor(perMinute: number) {
    super(
      `More than ${perMinute} requests came from this address within a minute.`,
      'Ask again after `Retry-After` seconds, and with `If-None-Match`.',
    )
  }
}

/** A camera that looks for itself was sent pictures. */
export class CameraNotPushedError extends PlatformError {
  readonly code = 'BONGHWA_CAMERA_NOT_PUSHED'

  constructor(id: string) {
    super(
      `Camera ${id} takes no pictures: it has a source of its own.`,
      'Send them to one with `source: { push: jpeg }` in the city file.',
    )
  }
}

export class ClipUnknownError extends PlatformError {
  readonly code = 'BONGHWA_CLIP_UNKNOWN'

  constructor(id: string, clip: string, known: readonly string[]) {
    super(
      `Camera ${id} has no clip ${clip}.`,
      known.length === 0 ? 'Name some under its source in the city file.' : `Ask for ${known.join(', ')}.`,
    )
  }
}

/** What was drawn is no list of polygons. */
export class OutlinesInvalidError extends PlatformError {
  readonly code = 'BONGHWA_OUTLINES_INVALID'

  constructor(options?: ErrorOptions) {
    super(
      'The body is no drawing of masks and zones.',
      'Send {"masks": [], "zones": []}: up to 16 polygons each, of 3 to 64 corners [x, y] in 0..1 of the frame.',
      options,
    )
  }
}

/** A camera shows footage in place of its own picture. */
export class CameraReplacedError extends PlatformError {
  readonly code = 'BONGHWA_CAMERA_REPLACED'

  constructor(id: string) {
    super(
      `Camera ${id} shows footage that was put in its place, so what is drawn on it would not fit its own picture.`,
      'Start the city without --footage to draw its masks and zones.',
    )
  }
}

/** What was asked of a camera is not what it must be. */
export class PlayInvalidError extends PlatformError {
  readonly code = 'BONGHWA_PLAY_INVALID'

  constructor(options?: ErrorOptions) {
    super(
      'The request names no clip, or no place on Earth.',
      'Send {"clip": "NAME", "place": {"latitude": DEGREES, "longitude": DEGREES}}; the place may be left out.',
      options,
    )
  }
}

export class SubscriptionInvalidError extends PlatformError {
  readonly code = 'BONGHWA_SUBSCRIPTION_INVALID'

  constructor(options?: ErrorOptions) {
    super(
      'The body is no subscription to warnings, or its endpoint belongs to no push service of a browser.',
      'Send what `PushManager.subscribe()` gave as `endpoint` and `keys`, with `cell` and `language`; see docs/api.md.',
      options,
    )
  }
}

export class MapStyleAbsentError extends PlatformError {
  readonly code = 'BONGHWA_MAP_STYLE_ABSENT'

  constructor() {
    super(
      'This city serves no map style of its own.',
      'Take the style that `GET /api/city` names, or set `map: { provider: tmap }` in city.yaml and TMAP_APP_KEY.',
    )
  }
}
