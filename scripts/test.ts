// Every test that this machine can run: `npm test`, or `npm test -- FILE...` for some of them.
// With CI=true a skipped test is a failure: there everything is to be had.
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const named = process.argv.slice(2)
const files =
  named.length > 0
    ? named
    : globSync('{platform,safety,scenes,dashboard,examples,chaos,test}/**/*.test.ts', {
        cwd: root,
        exclude: (path) => /(^|\/)(node_modules|dist)(\/|$)/.test(path),
      }).toSorted()

const ofRooms = files.filter((file) => /(platform|safety|scenes)\//.test(file))
const ofTheWhole = files.filter((file) => !ofRooms.includes(file))
// Tests of rooms mostly wait; whole cities side by side would only wait for each other.
const rounds = [run(ofRooms, 2), run(ofTheWhole, 1)]
const skipped = rounds.map((round) => round.skipped).join('')
if (skipped !== '') console.log(`\nNot run on this machine:\n${skipped.trim()}`)
const incomplete = process.env.CI === 'true' && skipped !== ''
if (incomplete) console.error('\nIn CI nothing may be skipped: install what is missing in .ci/run.')
process.exitCode = incomplete || rounds.some(({ passed }) => !passed) ? 1 : 0

/** Runs test files, so many at a time, and gives the lines of what they skipped. */
function run(testFiles: readonly string[], concurrency: number): { passed: boolean; skipped: string } {
  if (testFiles.length === 0) return { passed: true, skipped: '' }
  const scratch = mkdtempSync(join(tmpdir(), 'bonghwa-test-'))
  const skippedFile = join(scratch, 'skipped')
  const { status } = spawnSync(
    process.execPath,
    [
      '--test',
      `--test-concurrency=${concurrency}`,
      '--test-timeout=240000',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${join(import.meta.dirname, 'skipped-reporter.ts')}`,
      `--test-reporter-destination=${skippedFile}`,
      ...testFiles,
    ],
    { cwd: root, stdio: 'inherit' },
  )
  const skipped = readFileSync(skippedFile, 'utf8')
  rmSync(scratch, { recursive: true })
  return { passed: status === 0, skipped }
}
