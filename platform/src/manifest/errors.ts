import { PlatformError } from '../errors/platform-error.ts'

/** What was asked for would not work in a cluster, though each file by itself may be right. Nothing was rendered. */
export class ManifestRefusedError extends PlatformError {
  readonly code = 'BONGHWA_MANIFEST_REFUSED'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(
      `No manifests were made:\n${problems.map((problem) => `  ${problem}`).join('\n')}\n`,
      'Correct what is named above.',
    )
    this.problems = problems
  }
}
