// Opens a backend with one frozen process and one in an endless loop, prints both process ids, and waits: the victim of
// a test.
import { ask, backendIn, prepared, started } from './run-instance.ts'

const backend = await backendIn(process.argv[2] ?? '', { frozen: { perNode: 1, seconds: 600 } })
const spec = await prepared(backend)
const [toFreeze, blocked] = [await started(backend, spec), await started(backend, spec)]
void ask(blocked, { block: true }, 600_000)
await toFreeze.stop()
process.stdout.write(`${JSON.stringify([toFreeze.pid, blocked.pid])}\n`)
