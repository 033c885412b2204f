import { defineFunction } from '@bonghwa/platform/function'
import { openEvidence } from '../../store/evidence.ts'
import { openStore } from '../../store/open-store.ts'
import { forgetOld } from '../../store/retention.ts'
import { cityEnvironment } from '../environment.ts'

const { city, store: storeUrl, evidence: location } = cityEnvironment()
const store = await openStore(storeUrl)
const evidence = openEvidence(location)

export default defineFunction(async (_, context) => {
  const forgotten = await forgetOld(store, evidence, city.retention, Date.now())
  context.log('what was older than its retention is forgotten', forgotten)
  return forgotten
})
