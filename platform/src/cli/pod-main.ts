import { podProgram } from './pod-program.ts'
import { run } from './run.ts'

await run(podProgram(), process.argv)
