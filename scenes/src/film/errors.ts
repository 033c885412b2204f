/** Scenes are drawn by a browser, and none was found. */
export class BrowserMissingError extends Error {
  readonly code = 'BONGHWA_BROWSER_MISSING'

  constructor() {
    super('No Chromium was found to draw the scenes. Install one, or set CHROMIUM to its path.')
    this.name = new.target.name
  }
}

/** A clip is encoded by ffmpeg, and it did not run or gave up. */
export class EncodingError extends Error {
  readonly code = 'BONGHWA_ENCODING_FAILED'

  constructor(reason: string, options?: ErrorOptions) {
    super(
      `ffmpeg could not encode the clip: ${reason}. Install ffmpeg with libx264, or set BONGHWA_FFMPEG to its path.`,
      options,
    )
    this.name = new.target.name
  }
}

/** There is no scene, or no camera in a scene, of this name. */
export class SceneUnknownError extends Error {
  readonly code = 'BONGHWA_SCENE_UNKNOWN'

  constructor(what: string, name: string, known: readonly string[]) {
    super(`There is no ${what} called ${name}. Take one of: ${known.join(', ')}.`)
    this.name = new.target.name
  }
}
