import { PlatformError } from '@bonghwa/platform/errors'

/** Bytes that were to be a picture are none. */
export class ImageUnreadableError extends PlatformError {
  readonly code = 'BONGHWA_IMAGE_UNREADABLE'

  /** @param name the file, or what else the reader knows the picture by */
  constructor(name: string, detail: string, options?: ErrorOptions) {
    super(
      `${name} cannot be read as a picture: ${detail}.`,
      'Give it a whole JPEG, PNG or WebP file.',
      options,
    )
  }
}
