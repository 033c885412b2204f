import { PlatformError } from '@bonghwa/platform/errors'

/** A model folder whose description and network do not fit each other, or of which a part is missing. */
export class ModelInvalidError extends PlatformError {
  readonly code = 'BONGHWA_MODEL_INVALID'

  /** @param problems each a sentence's worth of what differs from what */
  constructor(folder: string, problems: readonly string[], options?: ErrorOptions) {
    super(
      `The model in ${folder} cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}\n`,
      'Make its model.yaml say what its network does, or point `model` in the city file to another folder.',
      options,
    )
  }
}

/** A file or folder given to look at is not there, or no picture is in it. */
export class ImagesMissingError extends PlatformError {
  readonly code = 'BONGHWA_IMAGES_MISSING'

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(
      `${path} ${problem}.`,
      'Give an image, or a folder that holds images (.jpg, .png or .webp).',
      options,
    )
  }
}
