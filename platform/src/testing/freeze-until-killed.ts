// Opens a backend with one frozen process and one in an endless loop, prints both process ids, and waits: the victim of
// a test.
import { join } from 'node:path'
import { loadFunction } from '../function/load.ts'
import { localBackend } from '../instance/local-backend.ts'

const backend = await localBackend({
  dataDirectory: process.argv[2] ?? '',
  nodes: [{ name: 'seoul-1', region: 'seoul' }],
  standby: 1,
  frozen: { perNode: 1, seconds: 600 },
  env: {},
  secrets: {},
})
const spec = await loadFunction(join(import.meta.dirname, 'instances/tool/function.yaml'))
await backend.prepare(spec)
const start = async () => {
  const host = { emit: async () => {}, log: () => {}, span: () => {} }
  const instance = backend.start({ spec, region: 'seoul', nodeRegion: 'seoul', host })
  await instance.ready
  return instance
}
const event = (data: unknown) => ({
  specversion: '1.0' as const,
  id: '1',
  source: '/testing',
  type: 'dev.bonghwa.test.asked',
  data,
})
const [toFreeze, blocked] = [await start(), await start()]
void blocked.invoke({ event: event({ block: true }), attempt: 1, timeoutMs: 600_000 })
await toFreeze.stop()
process.stdout.write(`${JSON.stringify([toFreeze.pid, blocked.pid])}\n`)
