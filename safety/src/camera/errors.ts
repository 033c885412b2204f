import { PlatformError } from '@bonghwa/platform/errors'

/** A YAML file of ours says something that cannot be. One error carries every problem found, one a line. */
export class CityInvalidError extends PlatformError {
  readonly code = 'BONGHWA_CITY_INVALID'

  /** @param problems each as `file:line key: what is wrong, what to write instead` */
  constructor(file: string, problems: readonly string[], options?: ErrorOptions) {
    const count = problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`
    super(
      `The city file ${file} has ${count}:\n${problems.map((problem) => `  ${problem}`).join('\n')}\n`,
      'Correct the lines named above.',
      options,
    )
  }
}

/** What was drawn could not be written into the city file. */
export class CityUnwritableError extends PlatformError {
  readonly code = 'BONGHWA_CITY_UNWRITABLE'

  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(
      `The city file ${file} was not changed: ${problem}.`,
      'Make it a file that the city may write, with this camera in it, and save again.',
      options,
    )
  }
}

/** No ffmpeg that runs was found. */
export class FfmpegMissingError extends PlatformError {
  readonly code = 'BONGHWA_FFMPEG_MISSING'

  constructor(problem: string, options?: ErrorOptions) {
    super(
      problem,
      'Install it with `apt-get install ffmpeg` (or `brew install ffmpeg`), or set BONGHWA_FFMPEG to its path.',
      options,
    )
  }
}

/** A camera's file or address gave no picture. */
export class CameraUnreadableError extends PlatformError {
  readonly code = 'BONGHWA_CAMERA_UNREADABLE'

  /** @param where the file or address, without its password. @param detail ffmpeg's own last line. */
  constructor(camera: string, where: string, detail: string, options?: ErrorOptions) {
    super(
      `Camera ${camera} cannot be read from ${where}: ${detail.replace(/[.\s]+$/, '')}.`,
      `Check that \`ffplay ${where}\` shows a picture, and correct the camera's source in the city file.`,
      options,
    )
  }
}

/** The folder given as footage has no clip to show. */
export class FootageEmptyError extends PlatformError {
  readonly code = 'BONGHWA_FOOTAGE_EMPTY'

  constructor(folder: string, problem: string, options?: ErrorOptions) {
    super(
      `The footage folder ${folder} ${problem}.`,
      'Give --footage a folder that holds clips (.mp4, .mkv, .avi, .mov or .webm).',
      options,
    )
  }
}

/** A clip named on the command line is not there. */
export class ClipMissingError extends PlatformError {
  readonly code = 'BONGHWA_CLIP_MISSING'

  constructor(clip: string) {
    super(`There is no clip ${clip}.`, 'Give the path of a video file.')
  }
}
