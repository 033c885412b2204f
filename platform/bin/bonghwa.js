#!/usr/bin/env node
import { readdirSync, statSync } from 'node:fs'
import module from 'node:module'
import { join } from 'node:path'
import { checkNode } from './check-node.js'

checkNode()
// A command line is started for every answer: what was compiled once need not be again.
module.enableCompileCache()
await import(isBuilt() ? '../dist/command-line.js' : '../src/cli/main.ts')

/** Whether `npm run build` has made `dist/` of the source as it is now. */
function isBuilt() {
  const changedAt = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const builtAt = changedAt(join(import.meta.dirname, '../dist/command-line.js'))
  if (builtAt === 0) return false
  const source = join(import.meta.dirname, '../src')
  return readdirSync(source, { recursive: true }).every((file) => changedAt(join(source, file)) <= builtAt)
}
