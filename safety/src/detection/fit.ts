import { type Head, heads, type Outputs } from './head.ts'
import type { Model } from './model.ts'
import type { Network } from './onnx.ts'

/** What the description says of the network's input, and of the names and types of its outputs, that is not so. */
export function interfaceMismatch(model: Model, network: Network): string[] {
  const { input } = model
  const problems: string[] = []
  const taken = network.inputs.find(({ name }) => name === input.name)
  const asked = [1, 3, input.height, input.width]
  if (taken === undefined)
    problems.push(`model.yaml names the input ${input.name}; the network takes ${names(network.inputs)}`)
  else if (taken.type !== 'float32')
    problems.push(`the input ${input.name} is ${taken.type}; only networks that take float32 can be used`)
  else if (
    taken.shape.length !== 4 ||
    taken.shape.some((size, axis) => Number(size) >= 0 && size !== asked[axis])
  )
    problems.push(`model.yaml gives an input of [${asked}]; the network takes [${taken.shape}]`)
  const further = network.inputs.filter(({ name }) => name !== input.name)
  if (taken !== undefined && further.length > 0)
    problems.push(`the network takes ${names(further)} as well; only a picture can be given to it`)
  for (const name of outputNames(model)) {
    const given = network.outputs.find((output) => output.name === name)
    if (given === undefined)
      problems.push(`model.yaml names the output ${name}; the network gives ${names(network.outputs)}`)
    else if (given.type !== 'float32') problems.push(`the output ${name} is ${given.type}, not float32`)
  }
  return problems
}

/** What the tensors that came out are, and should not be. */
export function outputMismatch(model: Model, outputs: Outputs): string[] {
  return headOf(model).mismatch(model, outputs)
}

export const headOf = ({ output }: Model): Head => heads[output.head]

function outputNames({ output }: Model): string[] {
  return output.name === '' ? [output.boxes, output.scores] : [output.name]
}

const names = (tensors: readonly { name: string }[]) => tensors.map(({ name }) => name).join(', ')
