import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineFunction } from '@bonghwa/platform/function'

export default defineFunction(async ({ id, data }, { node, emit }) => {
  const { ledger, core } = data as { ledger: string; core: string }
  await emit({ type: 'dev.bonghwa.chaos.warned', id, region: core, data })
  appendFileSync(join(ledger, 'warn.jsonl'), `${JSON.stringify({ id, node, at: Date.now() })}\n`)
})
