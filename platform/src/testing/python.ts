import { execFileSync } from 'node:child_process'

/** For `skip`: why tests with Python cannot run here. */
export function python(): string | false {
  try {
    execFileSync('python3', ['--version'])
    return false
  } catch {
    return 'python3 is not on the PATH'
  }
}
