// How long one look of each network takes, in turns within one run.
//
//   node bench/networks.ts MODEL.onnx MODEL.onnx... [--rounds N]
//
// One thread of ONNX Runtime, as the city runs it. Prints the median in ms and its ratio to the first file's.

import { parseArgs } from 'node:util'
import { openNetwork } from '../safety/src/detection/onnx.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '60' } },
})

const looks = await Promise.all(positionals.map(openLook))
for (let round = 0; round < Number(values.rounds); round++) for (const look of looks) await look()
const medians = looks.map(({ times }) => times.toSorted((a, b) => a - b)[times.length >> 1]!)
for (const [index, file] of positionals.entries())
  console.log(
    `${medians[index]!.toFixed(2).padStart(8)} ms  ${(medians[index]! / medians[0]!).toFixed(2)}  ${file}`,
  )

async function openLook(file: string) {
  const network = await openNetwork(file, { threads: 1 })
  const { name, shape } = network.inputs[0]!
  const sizes = shape.map((size) => (typeof size === 'number' ? size : 1))
  const pixels = Float32Array.from({ length: sizes.reduce((a, b) => a * b) }, (_, index) => index % 256)
  const times: number[] = []
  const look = async () => {
    const from = performance.now()
    await network.run(name, pixels, sizes)
    times.push(performance.now() - from)
  }
  return Object.assign(look, { times })
}
