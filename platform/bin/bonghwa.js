#!/usr/bin/env node
import { checkNode } from './check-node.js'

checkNode()
await import('../src/cli/main.ts')
