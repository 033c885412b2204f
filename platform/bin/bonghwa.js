#!/usr/bin/env node
import module from 'node:module'
import { checkNode } from './check-node.js'

checkNode()
// A command line is started for every answer: what was compiled once need not be again.
module.enableCompileCache()
await import('../src/cli/main.ts')
