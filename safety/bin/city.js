#!/usr/bin/env node
import { checkNode } from '@bonghwa/platform/check-node'

checkNode()
await import('../src/cli/main.ts')
