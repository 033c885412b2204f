import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineFunction } from '@bonghwa/platform/function'

export default defineFunction(({ id, data }) => {
  const { ledger, poison } = data as { ledger: string; poison: boolean }
  if (poison) throw new Error('This event is poison.')
  appendFileSync(join(ledger, 'noted'), `${id} ${Date.now()}\n`)
})
