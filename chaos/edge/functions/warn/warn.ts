import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineFunction } from '@bonghwa/platform/function'

export default defineFunction(({ id, data }, { node }) => {
  const { ledger } = data as { ledger: string }
  appendFileSync(join(ledger, 'warn.jsonl'), `${JSON.stringify({ id, node, at: Date.now() })}\n`)
})
