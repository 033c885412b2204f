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

const scratch = mkdtempSync(join(tmpdir(), 'bonghwa-test-'))
const skippedFile = join(scratch, 'skipped')
const { status } = spawnSync(
  process.execPath,
  [
    '--test',
    // Many tests run whole cities: side by side they would only wait for each other.
    '--test-concurrency=1',
    '--test-timeout=240000',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    `--test-reporter=${join(import.meta.dirname, 'skipped-reporter.ts')}`,
    `--test-reporter-destination=${skippedFile}`,
    ...files,
  ],
  { cwd: root, stdio: 'inherit' },
)
const skipped = readFileSync(skippedFile, 'utf8').trim()
rmSync(scratch, { recursive: true })
if (skipped !== '') console.log(`\nNot run on this machine:\n${skipped}`)
const incomplete = process.env.CI === 'true' && skipped !== ''
if (incomplete) console.error('\nIn CI nothing may be skipped: install what is missing in .ci/run.')
process.exitCode = incomplete ? 1 : (status ?? 1)
