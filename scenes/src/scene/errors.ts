/** A scene file says something it must not; `problems` are lines of `file:line key: what is wrong`. */
export class SceneInvalidError extends Error {
  readonly code = 'BONGHWA_SCENE_INVALID'
  readonly problems: readonly string[]

  constructor(name: string, problems: readonly string[]) {
    super(`The scene ${name} cannot be played. Correct:\n${problems.map((line) => `  ${line}`).join('\n')}`)
    this.name = new.target.name
    this.problems = problems
  }
}
